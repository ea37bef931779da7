import { wrongUsage } from "./failure.ts"

/** The line that names the application in a policy file. The server checks that it fits the address it is sent to. */
const APPLICATION = /^application:[ \t]+["']?([a-z][a-z0-9-]{0,63})["']?[ \t]*(?:#.*)?$/m

/** The application that a policy file is for, by its own word. */
export function applicationOf(file: string, text: string): string {
  const named = APPLICATION.exec(text)?.[1]
  if (named !== undefined) return named
  throw wrongUsage(`${file} has no line "application: NAME". Add it, or name the application with --app.`)
}
