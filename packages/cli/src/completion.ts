import { flagsOf } from "./help.ts"
import { load } from "./lookup.ts"
import { VERBS } from "./verbs.ts"

export const SHELLS = ["bash", "zsh", "fish"] as const
export type Shell = (typeof SHELLS)[number]

/** What can stand behind a verb, as one word list. */
type Completed = { readonly name: string; readonly summary: string; readonly words: readonly string[] }

/** The completion script of a shell, made from the table of verbs, so that it can never know other flags than the command. */
export async function completionFor(shell: Shell): Promise<string> {
  const verbs = await Promise.all(
    [...VERBS].map(async ([name, { summary }]): Promise<Completed> => {
      const { command } = await load(name)
      const flags = Object.keys(flagsOf(name, command)).map((flag) => `--${flag}`)
      return { name, summary, words: [...(command.words?.oneOf ?? []), ...flags, "--help"] }
    }),
  )
  switch (shell) {
    case "bash":
      return bash(verbs)
    case "zsh":
      return `#compdef promotrail\nautoload -U +X bashcompinit && bashcompinit\n${bash(verbs)}`
    case "fish":
      return fish(verbs)
  }
}

/** First words, and what may follow a first word that needs a second one. */
function tree(verbs: readonly Completed[]): ReadonlyMap<string, readonly string[]> {
  const tails = new Map<string, string[]>()
  for (const { name } of verbs) {
    const [first = name, second] = name.split(" ")
    tails.set(first, [...(tails.get(first) ?? []), ...(second === undefined ? [] : [second])])
  }
  return tails
}

function bash(verbs: readonly Completed[]): string {
  const groups = [...tree(verbs)].filter(([, seconds]) => seconds.length > 0)
  const cases = verbs.map(({ name, words }) => `    "${name}") words="${words.join(" ")}" ;;`)
  return [
    "_promotrail() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" first="${COMP_WORDS[1]}" words=""',
    '  local verb="$first"',
    `  case "$first" in ${groups.map(([first]) => first).join("|")}) verb="$first \${COMP_WORDS[2]}" ;; esac`,
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${[...tree(verbs).keys(), "help", "--version"].join(" ")}"`,
    '  elif [ "$COMP_CWORD" -eq 2 ] && [ "$verb" != "$first" ]; then',
    '    case "$first" in',
    ...groups.map(([first, seconds]) => `      ${first}) words="${seconds.join(" ")}" ;;`),
    "    esac",
    '  else case "$verb" in',
    ...cases,
    "  esac; fi",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -o default -F _promotrail promotrail",
  ].join("\n")
}

function fish(verbs: readonly Completed[]): string {
  const firsts = tree(verbs)
  const isNew = "__fish_use_subcommand"
  const lines = [...firsts].map(([first, seconds]) => {
    const summary = seconds.length > 0 ? seconds.join(", ") : (VERBS.get(first)?.summary ?? "")
    return `complete -c promotrail -n ${isNew} -f -a ${first} -d '${quoted(summary)}'`
  })
  for (const { name, summary, words } of verbs) {
    const [first = name, second] = name.split(" ")
    const seen = `__fish_seen_subcommand_from ${first}`
    if (second !== undefined) {
      const others = (firsts.get(first) ?? []).join(" ")
      const when = `${seen}; and not __fish_seen_subcommand_from ${others}`
      lines.push(`complete -c promotrail -n '${when}' -f -a ${second} -d '${quoted(summary)}'`)
    }
    const when = second === undefined ? seen : `${seen}; and __fish_seen_subcommand_from ${second}`
    for (const word of words) {
      lines.push(
        `complete -c promotrail -n '${when}' ${word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`}`,
      )
    }
  }
  return lines.join("\n")
}

function quoted(text: string): string {
  return text.replaceAll("'", "\\'")
}
