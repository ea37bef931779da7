import { explainMistake, readPolicy } from "@promotrail/core"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { plain } from "../output/terminal.ts"
import { readTextFile } from "../read-text-file.ts"

/** `promotrail policy check`: every mistake at once, as compilers say them, so that editors can jump there. */
export const policyCheck = command({
  words: { name: "FILE", about: "the policy file" },
  flags: {},
  about: ["Says every mistake at once, each with its line and column. Exits 0 when there is none, else 65."],
  async run({ words, settings, terminal: { out, say, paintSaid } }) {
    const file = firstWord({ words })
    const read = readPolicy(readTextFile(file, settings.folder))
    if (!read.ok) {
      for (const mistake of read.error) out(plain(explainMistake(mistake, file)))
      say(paintSaid.bad(`✗ ${file}: ${read.error.length === 1 ? "1 mistake" : `${read.error.length} mistakes`}.`))
      return EXIT.refused
    }
    for (const warning of read.value.warnings) out(`${plain(explainMistake(warning, file))} (warning)`)
    const { application, path, gates } = read.value.policy
    say(`${paintSaid.good(`✓ ${file}`)}: a policy for ${application}, ${path.join(" → ")}, ${gates.length} gates.`)
    return EXIT.done
  },
})
