import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { APP, REASON } from "../flags.ts"
import { plainLine } from "../output/terminal.ts"

const words = { name: "VERSION", about: "the version, such as v2.5.0" } as const

/** `promotrail release block`: every gate denies it until the block is lifted. */
export const releaseBlock = command({
  words,
  flags: { app: APP, reason: REASON },
  about: ["Every gate denies the release, wherever it stands, until the block is lifted. Needs the admin scope."],
  async run({ words: given, values: { reason }, settings, terminal }) {
    const params = { application: settings.application(), release: firstWord({ words: given }) }
    await connect(settings, terminal).call("blockRelease", { params, body: { reason } })
    terminal.out(`${terminal.paint.bad("✗")} ${params.application} ${params.release} is blocked: ${plainLine(reason)}`)
    return EXIT.done
  },
})

/** `promotrail release unblock`. */
export const releaseUnblock = command({
  words,
  flags: { app: APP, reason: REASON },
  about: ["Gates judge the release by its checks again. Needs the admin scope."],
  async run({ words: given, values: { reason }, settings, terminal }) {
    const params = { application: settings.application(), release: firstWord({ words: given }) }
    await connect(settings, terminal).call("unblockRelease", { params, body: { reason } })
    terminal.out(`${terminal.paint.good("✓")} ${params.application} ${params.release} is no longer blocked`)
    return EXIT.done
  },
})
