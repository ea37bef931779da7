import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { APP, JSON_LINES } from "../flags.ts"
import { renderTable } from "../output/table.ts"
import { plainLine } from "../output/terminal.ts"

/** `promotrail release show`. */
export const releaseShow = command({
  words: { name: "VERSION", about: "the version, such as v2.5.0" },
  flags: { app: APP, json: JSON_LINES },
  async run({ words, values, settings, terminal }) {
    const params = { application: settings.application(), release: firstWord({ words }) }
    const { body, text } = await connect(settings, terminal).call("getRelease", { params })
    const { out, paint } = terminal
    if (values.json) {
      out(text)
      return EXIT.done
    }
    out(paint.strong(`${body.application} ${body.version}`))
    if (body.blocked !== null) {
      const { reason, by, at } = body.blocked
      out(paint.bad(`  ✗ blocked by ${plainLine(by)} at ${at}: ${plainLine(reason)}`))
    }
    const facts = [
      ...body.artifacts.map(({ name, digest }) => ["artifact", `${name}@${digest}`]),
      ["registered", `${body.registeredAt} by ${body.registeredBy.name}`],
      ["commit", body.commit ?? "–"],
      ["issues", body.issues.join(", ") || "–"],
      ["predecessor", body.predecessor ?? "–"],
      ...body.glyphs.map(({ environment, word }) => [environment, word]),
    ]
    out(renderTable(facts, "  "))
    return EXIT.done
  },
})
