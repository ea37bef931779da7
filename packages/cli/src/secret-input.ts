import { wrongUsage } from "./failure.ts"

const LONGEST = 65_536

/** All of the input, as text. */
export async function readAll(input: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of input) {
    length += chunk.length
    if (length > LONGEST) throw wrongUsage("The input is far longer than a token.")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

/** Asks on the terminal; what is typed is not shown. Ctrl-C ends the command as it always does. */
export async function askSecretly(question: string): Promise<string> {
  const { createInterface } = process.getBuiltinModule("node:readline/promises")
  const { Writable } = process.getBuiltinModule("node:stream")
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  lines.on("SIGINT", () => {
    lines.close()
    process.stderr.write("\n")
    process.kill(process.pid, "SIGINT")
  })
  try {
    return await lines.question("")
  } finally {
    lines.close()
    process.stderr.write("\n")
  }
}
