import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { APP, REASON } from "../flags.ts"
import { plainLine } from "../output/terminal.ts"

/** `promotrail tests retire`: the honest end of a test, with a reason. */
export const testsRetire = command({
  words: { name: "PATTERN", about: "tests by id, such as 'legacy::*'; put it in quotes" },
  flags: { app: APP, reason: REASON },
  about: ["Retired tests stay listed and leave numerator and denominator. Needs the admin scope."],
  async run({ words, values: { reason }, settings, terminal }) {
    const application = settings.application()
    const { body } = await connect(settings, terminal).call("retireTests", {
      params: { application },
      body: { pattern: firstWord({ words }), reason },
    })
    const { out, paint } = terminal
    const mark = body.matched === 0 ? paint.doubtful("!") : paint.good("✓")
    out(`${mark} ${plainLine(body.pattern)} of ${application} is retired; it matches ${body.matched} known tests`)
    return EXIT.done
  },
})
