import { parseDate, parseInstant } from "@promotrail/core"
import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { APP, REASON } from "../flags.ts"
import { plainLine } from "../output/terminal.ts"

/** `promotrail tests quarantine`: out of the count, for a while, with an owner. */
export const testsQuarantine = command({
  words: { name: "PATTERN", about: "tests by id, such as 'payment::PayPalTest::refund'; put it in quotes" },
  flags: {
    app: APP,
    owner: { type: "string", value: "NAME", required: true, about: "who mends them" },
    reason: REASON,
    until: { type: "string", value: "2026-12-15", required: true, about: "when they count again (00:00 UTC)" },
  },
  about: [
    "Quarantined tests do not count until that date. Critical tests cannot be quarantined. Needs the admin scope.",
  ],
  async run({ words, values: { owner, reason, until: wanted }, settings, terminal }) {
    const application = settings.application()
    const until = readUntil(wanted)
    const { body } = await connect(settings, terminal).call("quarantineTests", {
      params: { application },
      body: { pattern: firstWord({ words }), owner, reason, until },
    })
    const { out, paint } = terminal
    const mark = body.matched === 0 ? paint.doubtful("!") : paint.good("✓")
    const pattern = plainLine(body.pattern)
    out(`${mark} ${pattern} of ${application} is quarantined until ${until}; it matches ${body.matched} known tests`)
    return EXIT.done
  },
})

function readUntil(text: string): string {
  const read = [parseDate(text), parseInstant(text), parseInstant(text.replace(/Z$/, ".000Z"))].find(({ ok }) => ok)
  if (read?.ok === true) return read.value
  throw wrongUsage(`--until ${text} is no date. Write it as 2026-12-15, or as 2026-12-15T08:00:00Z.`)
}
