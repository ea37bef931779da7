import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { plainLine } from "../output/terminal.ts"

/** `promotrail token revoke`. */
export const tokenRevoke = command({
  words: { name: "ID", about: 'the id that "token list" shows' },
  flags: {},
  about: ["The token ends at once. A token cannot revoke itself. Needs the admin scope."],
  async run({ words, settings, terminal }) {
    const params = { token: firstWord({ words }) }
    const { body } = await connect(settings, terminal).call("revokeToken", { params })
    terminal.out(`${terminal.paint.good("✓")} token ${body.id}, ${plainLine(body.name)}, is revoked`)
    return EXIT.done
  },
})
