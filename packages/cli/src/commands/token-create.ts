import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { JSON_LINES } from "../flags.ts"
import { plainLine } from "../output/terminal.ts"

const SCOPES = ["read", "report", "gate", "admin"] as const

/** `promotrail token create`: the secret alone goes to the output, so that a pipe can catch it. */
export const tokenCreate = command({
  words: { name: "NAME", about: "what the token is for" },
  flags: {
    scope: { type: "string", oneOf: SCOPES, multiple: true, required: true, about: "what it may do" },
    app: { type: "string", value: "NAME", multiple: true, about: "only for this application (else for all)" },
    json: JSON_LINES,
  },
  about: [
    "The secret is printed this once, alone on the output; the server keeps a hash of it. Needs the admin scope.",
  ],
  examples: ["promotrail token create pipeline --scope report --scope gate --app checkout"],
  async run({ words, values, settings, terminal }) {
    const scopes = SCOPES.filter((scope) => values.scope.includes(scope))
    const { body, text } = await connect(settings, terminal).call("createToken", {
      body: { name: firstWord({ words }), scopes, applications: [...values.app] },
    })
    if (values.json) terminal.out(text)
    else {
      const { id, name, applications } = body.token
      const where = applications.length === 0 ? "every application" : applications.join(", ")
      terminal.say(`Token ${id}, ${plainLine(name)}: ${scopes.join(", ")} for ${where}. It is shown this once:`)
      terminal.out(plainLine(body.secret))
    }
    return EXIT.done
  },
})
