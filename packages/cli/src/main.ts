import { EXIT } from "./exit.ts"
import { terminalOn } from "./output/terminal.ts"
import { internalError, run } from "./run.ts"

// Until something is known, the answer is "internal error": a promise that never settles would otherwise end the
// process with 0, and 0 is what an open gate says.
process.exitCode = EXIT.internal
let settled = false
let isOutputBroken = false

process.on("uncaughtException", (error) => {
  process.stderr.write(`${internalError(error)}\n`)
  process.exit(EXIT.internal)
})
process.on("beforeExit", () => {
  if (!settled) streams.stderr.write("promotrail: ended before it was done; please report it.\n")
})

let isHeard = false
const streams = {
  get stdout() {
    return process.stdout
  },
  get stderr() {
    // A reader of messages that goes away changes nothing.
    if (!isHeard) process.stderr.on("error", () => {})
    isHeard = true
    return process.stderr
  },
}
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader has what it wanted (`| head`); the verdict stands. A full disk is another matter.
  if (error.code === "EPIPE") return
  isOutputBroken = true
  process.exitCode = EXIT.internal
  streams.stderr.write(`promotrail: the output could not be written (${error.code}).\n`)
})

const world = { terminal: terminalOn(streams, process.env), variables: process.env, folder: process.cwd() }
void run(process.argv.slice(2), world).then((code) => {
  settled = true
  if (!isOutputBroken) process.exitCode = code
})
