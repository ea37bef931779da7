import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { JSON_LINES } from "../flags.ts"
import { renderTable } from "../output/table.ts"
import { plainLine } from "../output/terminal.ts"

/** `promotrail replay`: 0 only if the bytes agree. */
export const replay = command({
  words: { name: "DECISION", about: "the id of a recorded decision" },
  flags: { json: JSON_LINES },
  about: ["Exits 0 only when the outcome is byte for byte the recorded one, else 65."],
  async run({ words, values, settings, terminal }) {
    const api = connect(settings, terminal)
    const params = { decision: firstWord({ words }) }
    const { body, text } = await api.call("replayDecision", { params })
    const { out, paint } = terminal
    if (values.json) out(text)
    else {
      out(`${body.agrees ? paint.good("✓ agrees") : paint.bad("✗ does not agree")}  ${plainLine(body.says)}`)
      const rows = [
        ["recorded", body.recorded, body.recordedBy],
        ["replayed", body.replayed, body.replayedBy],
      ]
      out(renderTable(rows, "    "))
    }
    return body.agrees ? EXIT.done : EXIT.refused
  },
})
