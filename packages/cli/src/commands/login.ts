import { apiAt } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { plainLine } from "../output/terminal.ts"
import { askSecretly, readAll } from "../secret-input.ts"
import { nameOf } from "../server-url.ts"
import { checkedToken } from "../settings.ts"
import { keepToken } from "../token-store.ts"

/** `promotrail login`: a token is kept only after the server has accepted it. */
export const login = command({
  flags: {
    "token-stdin": { type: "boolean", about: "read the token from the input instead of asking for it" },
    remove: { type: "boolean", about: "forget the token kept for this server" },
  },
  about: [
    "Asks for a token without showing it, has the server confirm it, and keeps it in your settings folder, readable by you alone.",
    "PROMOTRAIL_TOKEN, where it is set, goes before a kept token.",
  ],
  examples: [
    "promotrail login --url https://promotrail.example.com",
    "pass show promotrail | promotrail login --token-stdin",
  ],
  async run({ values, settings, terminal }) {
    const url = settings.url()
    const { out, paint } = terminal
    if (values.remove) {
      const path = keepToken(url, undefined, settings.variables)
      out(`${paint.good("✓")} no token for ${nameOf(url)} is kept in ${path}`)
      return EXIT.done
    }
    const token = checkedToken((await readToken(nameOf(url), values["token-stdin"])).trim(), "The token")
    const { body } = await apiAt(url, token, settings.variables).call("getSession", {})
    const path = keepToken(url, token, settings.variables)
    const { name, scopes, applications } = body.token
    const where = applications.length === 0 ? "every application" : applications.join(", ")
    out(`${paint.good("✓")} signed in to ${nameOf(url)} as ${plainLine(name)}: ${scopes.join(", ")} for ${where}`)
    out(`    kept in ${path}`)
    return EXIT.done
  },
})

async function readToken(server: string, isFromInput: boolean): Promise<string> {
  if (isFromInput) return readAll(process.stdin)
  if (process.stdin.isTTY) return askSecretly(`Token for ${server}: `)
  throw wrongUsage("There is no terminal to ask on. Send the token to the input with --token-stdin.")
}
