import { connect, segment } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { JSON_LINES } from "../flags.ts"
import { decisionMarkdown } from "../output/decision-markdown.ts"
import { renderDecision } from "../output/decision-text.ts"
import { plainLine } from "../output/terminal.ts"
import { understandDecision } from "../wire/decision.ts"
import { failureOf } from "../wire/problem.ts"

/** `promotrail why`: the same words as when it was decided. */
export const why = command({
  words: { name: "DECISION", about: "the id of a recorded decision" },
  flags: { json: JSON_LINES, markdown: { type: "boolean", about: "print it as Markdown" } },
  about: ["Says what was decided, about what, by which policy and on which input. Exits 0 whatever the verdict was."],
  async run({ words, values, settings, terminal }) {
    const api = connect(settings, terminal)
    const answer = await api.ask({ method: "GET", path: `/v1/decisions/${segment(firstWord({ words }))}` })
    if (answer.status !== 200) throw failureOf(answer, api.server)
    const decision = understandDecision(answer, api.server)
    const { out, paint } = terminal
    if (values.json) out(answer.text)
    else if (values.markdown) out(decisionMarkdown(decision, api.server))
    else {
      out(renderDecision(decision, api.server, paint, "all"))
      const { now, actor, policy, input, outcomeDigest, ledgerIndex } = decision
      out(`  asked by ${plainLine(actor)} at ${plainLine(now)}, ledger entry ${ledgerIndex ?? "none"}`)
      out(
        paint.faint(
          `  policy  ${plainLine(policy)}\n  input   ${plainLine(input)}\n  outcome ${plainLine(outcomeDigest)}`,
        ),
      )
    }
    return EXIT.done
  },
})
