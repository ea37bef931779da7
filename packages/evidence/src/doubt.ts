import type { Reading } from "./format.ts"
import type { Refusal } from "./refusal.ts"

/**
 * The first reason why no gate may rely on a file that can be read: it breaks a rule of its own format, its tool says
 * that it failed, or it lists nothing. Noted while the file is read, told at its end; what is listed counts all the same.
 */
export class Doubt {
  private first: Refusal | undefined

  /** What stands at a line breaks the rules of its format. `what`: a clause, such as "a match names no package". */
  invalid(line: number, what: string): void {
    this.note({ kind: "invalid", line, what })
  }

  note(reason: Refusal | null | undefined): void {
    this.first ??= reason ?? undefined
  }

  /** As a reading has it. */
  get told(): Pick<Reading, "unfit"> {
    return this.first === undefined ? {} : { unfit: this.first }
  }
}
