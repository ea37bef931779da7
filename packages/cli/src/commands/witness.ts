import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { resolve } from "node:path"
import { formatNoteKey, textOfUtf8, type NoteKey } from "@promotrail/core"
import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit.ts"
import { refused, unavailable, wrongUsage } from "../failure.ts"
import { readLogFile } from "../log-folder.ts"
import { plainLine } from "../output/terminal.ts"
import { openWitnessFolder } from "../witness/witness-folder.ts"
import { readTrustedLogs } from "../witness/trusted-logs.ts"
import { witnessServer } from "../witness/witness-server.ts"

/** How long requests in flight may take once it was told to stop. */
const STOP_MS = 2_000

/** `promotrail witness`: this process cosigns the checkpoints of logs, for those who do not want to believe a log alone. */
export const witness = command({
  flags: {
    policy: { type: "string", value: "FILE", required: true, about: "the logs to look at: a policy, or a key a line" },
    data: { type: "string", value: "FOLDER", required: true, about: "where its key and its memory are kept" },
    name: {
      type: "string",
      value: "NAME",
      about: "its name, such as audit.example.com/w1; given once, on first start",
    },
    host: { type: "string", value: "HOST", about: "address to listen on (else 127.0.0.1)" },
    port: { type: "string", value: "PORT", about: "port to listen on (else 4681); 0 takes a free one" },
  },
  about: [
    "A witness (C2SP tlog-witness) cosigns a checkpoint only when it continues the one before. Run it where the people who run the server cannot reach it: then nobody can rewrite the history or show two of them without being seen.",
    "It learns the name of a log, how many entries it has, and one hash. The first start makes its key and prints it for the policies of auditors.",
    "Never restore its folder from a backup: a witness that forgot what it signed could sign something else. Begin with an empty folder under a new name.",
  ],
  examples: ["promotrail witness --policy logs.txt --data witness-data --name audit.example.com/w1"],
  async run({ values, settings: { folder }, terminal: { out, say } }): Promise<ExitCode> {
    const logs = logsIn(values.policy, resolve(folder, values.policy))
    const port = readPort(values.port ?? "4681")
    const host = values.host ?? "127.0.0.1"
    const kept = openWitnessFolder(resolve(folder, values.data), values.name)
    try {
      const server = witnessServer({ folder: kept, logs, nowMs: Date.now, say: (line) => say(plainLine(line)) })
      const told = new Promise<void>((done) => {
        process.once("SIGTERM", () => done())
        process.once("SIGINT", () => done())
      })
      server.listen(port, host)
      try {
        await once(server, "listening")
      } catch (error) {
        throw unavailable(`It cannot listen on ${host}:${port} (${(error as NodeJS.ErrnoException).code}).`)
      }
      const { port: bound } = server.address() as AddressInfo
      out(`${kept.isNew ? "Made a key" : "Key"}: ${formatNoteKey(kept.key)}`)
      out(`For a policy: witness ${shortOf(kept.key.name)} ${formatNoteKey(kept.key)}`)
      out(`Looks at: ${logs.map(({ name }) => plainLine(name)).join(", ")}`)
      out(`Promotrail witness listens on http://${host.includes(":") ? `[${host}]` : host}:${bound}`)
      await told
      const closed = once(server, "close")
      server.close()
      server.closeIdleConnections()
      const patience = setTimeout(() => server.closeAllConnections(), STOP_MS)
      await closed
      clearTimeout(patience)
    } finally {
      kept.close()
    }
    return EXIT.done
  },
})

function logsIn(name: string, path: string): readonly NoteKey[] {
  const bytes = readLogFile(path)
  if (bytes === undefined) throw wrongUsage(`--policy ${name}: there is no such file.`)
  const text = textOfUtf8(bytes)
  if (text === undefined) throw refused(`${name} is not UTF-8.`)
  const logs = readTrustedLogs(text)
  if (!logs.ok) throw refused(`${name}, line ${logs.error.line}: ${logs.error.why}.`)
  return logs.value
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw wrongUsage(`--port ${text} is no port: a whole number from 0 to 65535.`)
}

/** The last piece of a name, as a policy calls its witnesses; policies split at spaces, names hold none. */
const shortOf = (name: string): string => name.split("/").at(-1) || name
