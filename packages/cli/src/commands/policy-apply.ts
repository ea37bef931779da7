import { connect } from "../api.ts"
import { applicationOf } from "../application-of.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { plain, plainLine } from "../output/terminal.ts"
import { readTextFile } from "../read-text-file.ts"

/** `promotrail policy apply`: the file is sent as it is, so that its digest is that of the file. */
export const policyApply = command({
  words: { name: "FILE", about: "the policy file" },
  flags: { app: { type: "string", value: "NAME", about: "the application, else the one the file names" } },
  about: ["Puts the policy into force; the first one makes the application. The same text again changes nothing."],
  async run({ words, values, settings, terminal }) {
    const file = firstWord({ words })
    const text = readTextFile(file, settings.folder)
    const application = values.app ?? applicationOf(file, text)
    const { out, say, paint, paintSaid } = terminal
    const api = connect(settings, terminal)
    const { body } = await api.call("applyPolicy", { params: { application }, body: text })
    for (const { line, column, path, text: said } of body.warnings) {
      say(paintSaid.doubtful(plain(`${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${said} (warning)`)))
    }
    out(
      body.unchanged
        ? `${paint.good("✓")} ${plainLine(body.application)} has this policy already: ${body.policy}`
        : `${paint.good("✓")} ${plainLine(body.application)} is now judged by ${body.policy}`,
    )
    return EXIT.done
  },
})
