import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { JSON_LINES } from "../flags.ts"
import { printReplay } from "../output/replay-text.ts"
import { replayAll } from "./replay-all.ts"

/** `promotrail replay`: 0 only if the bytes agree, of one decision or of all of them. */
export const replay = command({
  words: { name: "DECISION", about: "the id of a recorded decision; none with --all", optional: true },
  flags: {
    all: { type: "boolean", about: "every decision of the applications the token may see, newest first" },
    app: { type: "string", value: "NAME", about: "with --all: of this application only" },
    since: { type: "string", value: "2026-11-01", about: "with --all: decided at this time (UTC) or later" },
    last: { type: "string", value: "N", about: "with --all: the newest N" },
    deep: { type: "boolean", about: "also make the input again, from the ledger and the raw files" },
    json: JSON_LINES,
  },
  about: [
    "Exits 0 only when every outcome is byte for byte the recorded one, else 65. An input, an outcome or a policy that is gone or was changed is named, and is no agreement.",
    "With --deep the server reads the raw evidence files again and makes the frozen input anew, which must come out byte for byte, too. The ledger is folded once for 200 decisions, up to the newest of them; a file that takes too long is named, and its decisions do not agree.",
    "With --all --json each decision that does not agree is a line, and the last line says how many were replayed, and by which engine.",
  ],
  examples: ["promotrail replay --all --since 2026-11-01"],
  async run({ words, values, settings, terminal }) {
    const [decision] = words
    const narrowed = (["app", "since", "last"] as const).find((name) => values[name] !== undefined)
    if (values.all && decision !== undefined) {
      throw wrongUsage(`"${decision}" is one word too many: --all takes no DECISION.`)
    }
    if (values.all) return replayAll({ values, settings, terminal })
    if (decision === undefined) throw wrongUsage("DECISION is missing: promotrail replay DECISION, or --all.")
    if (narrowed !== undefined) throw wrongUsage(`--${narrowed} needs --all.`)
    const { body, text } = await connect(settings, terminal).call("replayDecision", {
      params: { decision },
      ...(values.deep ? { query: { deep: "true" as const }, slow: true as const } : {}),
    })
    if (values.json) terminal.out(text)
    else printReplay(body, terminal)
    return body.agrees ? EXIT.done : EXIT.refused
  },
})
