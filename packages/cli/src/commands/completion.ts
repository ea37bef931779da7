import { command, firstWord } from "../command.ts"
import { completionFor, SHELLS } from "../completion.ts"
import { EXIT } from "../exit.ts"

/** `promotrail completion`. */
export const completion = command({
  words: { name: "SHELL", about: "bash, zsh or fish", oneOf: SHELLS },
  flags: {},
  examples: [
    "source <(promotrail completion bash)",
    "promotrail completion zsh > ~/.zfunc/_promotrail",
    "promotrail completion fish > ~/.config/fish/completions/promotrail.fish",
  ],
  async run({ words, terminal }) {
    const wanted = firstWord({ words })
    const shell = SHELLS.find((known) => known === wanted) ?? "bash"
    terminal.out(await completionFor(shell))
    return EXIT.done
  },
})
