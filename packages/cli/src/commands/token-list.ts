import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { JSON_LINES } from "../flags.ts"
import { renderTable } from "../output/table.ts"

/** `promotrail token list`: no secrets, the server does not have them. */
export const tokenList = command({
  flags: { json: JSON_LINES },
  about: ["Names, scopes and ids. Needs the admin scope."],
  async run({ values, settings, terminal }) {
    const { body, text } = await connect(settings, terminal).call("listTokens", {})
    if (values.json) {
      terminal.out(text)
      return EXIT.done
    }
    const rows = body.items.map(({ id, name, scopes, applications, createdAt, revokedAt }) => [
      id,
      scopes.join(","),
      applications.join(",") || "all",
      revokedAt === null ? `since ${createdAt}` : `revoked ${revokedAt}`,
      name,
    ])
    terminal.out(renderTable([["id", "scopes", "applications", "", "name"], ...rows]))
    return EXIT.done
  },
})
