import { EXIT, type ExitCode } from "./exit.ts"

/** Ends the command with a sentence for the person and a code for the pipeline. Thrown anywhere, told once, in `run.ts`. */
export class Failure extends Error {
  readonly exit: Exclude<ExitCode, 0>

  constructor(exit: Exclude<ExitCode, 0>, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.exit = exit
  }
}

/** The command line, a setting or a permission is not right. */
export const wrongUsage = (sentence: string): Failure => new Failure(EXIT.usage, sentence)

/** What was sent, or would have been, is not accepted. */
export const refused = (sentence: string): Failure => new Failure(EXIT.refused, sentence)

/** The server could not be reached, or what answered is not understood. */
export const unavailable = (sentence: string, options?: ErrorOptions): Failure =>
  new Failure(EXIT.unavailable, sentence, options)
