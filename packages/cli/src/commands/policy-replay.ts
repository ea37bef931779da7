import { connect } from "../api.ts"
import { applicationOf } from "../application-of.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { JSON_LINES } from "../flags.ts"
import { changeLines } from "../output/replay-text.ts"
import { renderTable } from "../output/table.ts"
import { plainLine } from "../output/terminal.ts"
import { readTextFile } from "../read-text-file.ts"
import { readCount } from "./replay-all.ts"

/** `promotrail policy replay`: what a policy would have changed, before it is put into force. */
export const policyReplay = command({
  words: { name: "FILE", about: "the other policy file" },
  flags: {
    app: { type: "string", value: "NAME", about: "the application, else the one the file names" },
    last: { type: "string", value: "N", about: "how many of the newest decisions (200; at most 1000)" },
    to: { type: "string", value: "NAME", about: "only gates into this environment" },
    deep: { type: "boolean", about: "make inputs again from the ledger also where there are more than 20 to make" },
    "fail-on-change": { type: "boolean", about: "exit 65 when a decision would end otherwise, or cannot be answered" },
    json: JSON_LINES,
  },
  about: [
    "Evaluates what past decisions were made on under another policy. Nothing is recorded, and nothing comes into force.",
    "A policy that sorts tests otherwise, or has another path, needs more than was frozen: the server then makes the inputs again out of the ledger, up to 20 without --deep. One whose recorded input does not come out byte for byte is listed as not answerable, never guessed.",
  ],
  examples: ["promotrail policy replay new.yaml --last 200 --fail-on-change"],
  async run({ words, values, settings, terminal }) {
    const file = firstWord({ words })
    const text = readTextFile(file, settings.folder)
    const application = values.app ?? applicationOf(file, text)
    const { body, text: told } = await connect(settings, terminal).call("replayPolicy", {
      params: { application },
      query: {
        ...(values.last === undefined ? {} : { last: readCount(values.last, "--last") }),
        ...(values.to === undefined ? {} : { to: values.to }),
        ...(values.deep ? { deep: "true" as const } : {}),
      },
      body: text,
      slow: true,
    })
    const { looked, same, unanswered, remade, deferred, changed, decisions } = body
    const { out, paint } = terminal
    const exit = values["fail-on-change"] && same < looked ? EXIT.refused : EXIT.done
    if (values.json) {
      out(told)
      return exit
    }
    out(`${looked} ${looked === 1 ? "decision" : "decisions"} of ${plainLine(body.application)} under ${body.policy}`)
    const rows: readonly (readonly [string, number])[] = [
      ["end the same", same],
      ["would be allowed", changed.allow],
      ["would be denied", changed.deny],
      ["would be on hold", changed.hold],
      ["could not be evaluated", changed.error],
      ["not answerable", unanswered],
    ]
    const shown = rows.filter(([name, count]) => count > 0 || name === "end the same")
    out(
      renderTable(
        shown.map(([name, count]) => [name, String(count)]),
        "    ",
      ),
    )
    if (remade > 0) out(`    ${remade} by inputs made again out of the ledger`)
    for (const { decision, before, after, now, says, changes } of decisions) {
      const mark = after === null ? paint.doubtful("?") : after === "allow" ? paint.good("✓") : paint.bad("✗")
      out(`${mark} ${decision}  ${before} → ${after ?? "not answerable"}, ${plainLine(now)}\n    ${plainLine(says)}`)
      for (const line of changeLines(changes)) out(`    ${line}`)
    }
    if (deferred > 0)
      out(`${paint.doubtful("!")} --deep makes the inputs of ${deferred} of them again out of the ledger`)
    return exit
  },
})
