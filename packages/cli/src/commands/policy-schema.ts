import { policyJsonSchema } from "@promotrail/core"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"

/** `promotrail policy schema`: for editors, and for programs that write policies. */
export const policySchema = command({
  flags: {},
  about: ['For editors, and for programs that write policies. What a schema cannot say, "policy check" says.'],
  examples: ["promotrail policy schema > policy.schema.json"],
  async run({ terminal }) {
    terminal.out(JSON.stringify(policyJsonSchema(), null, 2))
    return EXIT.done
  },
})
