import { resolve } from "node:path"
import { parseCheckpoint, parseNote } from "@promotrail/core"
import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { plain, plainLine } from "../output/terminal.ts"
import { writeWhole } from "../whole-file.ts"
import { notUnderstood, failureOf } from "../wire/problem.ts"

/** `promotrail ledger checkpoint`: how long the log is, signed; to be kept until next time. */
export const ledgerCheckpoint = command({
  flags: {
    output: { type: "string", value: "FILE", about: "write it to a file instead of printing it" },
    force: { type: "boolean", about: "replace a file that is there" },
  },
  about: [
    "Prints the signed checkpoint of the log (C2SP tlog-checkpoint). Keep it apart from the server: next time verify is given it with --checkpoint, and a history that was rewritten since is found.",
  ],
  examples: ["promotrail ledger checkpoint --output kept.checkpoint"],
  async run({ values, settings, terminal }) {
    const api = connect(settings, terminal)
    const answer = await api.ask({ method: "GET", path: "/log/checkpoint" })
    if (answer.status !== 200) throw failureOf(answer, api.server)
    const note = parseNote(answer.text)
    const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
    if (checkpoint?.ok !== true) throw notUnderstood(answer, api.server, "it is no signed checkpoint")
    const { output } = values
    if (output === undefined) {
      terminal.out(plain(answer.text).replace(/\n$/, ""))
      return EXIT.done
    }
    const file = { name: output, path: resolve(settings.folder, output), mayReplace: values.force }
    await writeWhole(file, [answer.bytes])
    const { origin, size } = checkpoint.value
    terminal.out(`${terminal.paint.good("✓")} ${plainLine(output)}  ${plainLine(origin)}, ${size} records`)
    return EXIT.done
  },
})
