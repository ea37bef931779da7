/**
 * Compiles a policy pattern to a predicate: `*` is any run of characters, and for paths `*` stops at `/` while `**`
 * does not. Everything else is literal. Linear in the length of the text (no backtracking blow-up): hostile names meet it.
 */
export function glob(pattern: string, kind: "name" | "path" = "name"): (text: string) => boolean {
  if (!pattern.includes("*")) return (text) => text === pattern
  const tokens = kind === "path" ? pathTokens(pattern) : nameTokens(pattern)
  if (tokens.length === 1 && tokens[0] === ANY) return () => true
  const simple = withoutSteps(tokens)
  return simple === undefined ? (text) => matches(tokens, text) : (text) => matchesInOrder(simple, text)
}

/** `ANY`: any run. `RUN`: any run without `/`. `DIRS`: nothing, or any run ending in `/`. Strings are literal. */
const ANY = 1
const RUN = 2
const DIRS = 3
type Token = string | typeof ANY | typeof RUN | typeof DIRS

function nameTokens(pattern: string): Token[] {
  return pattern.split(/(\*+)/).flatMap((part): Token[] => (part === "" ? [] : part.startsWith("*") ? [ANY] : [part]))
}

function pathTokens(pattern: string): Token[] {
  return pattern.split(/(\*\*\/|\*\*|\*)/).flatMap((part): Token[] => {
    if (part === "") return []
    if (part === "**/") return [DIRS]
    if (part === "**") return [ANY]
    return part === "*" ? [RUN] : [part]
  })
}

/** A pattern whose only wildcard is `ANY`: how it begins, what follows in this order, how it ends. */
type InOrder = { readonly start: string; readonly middle: readonly string[]; readonly end: string }

function withoutSteps(tokens: readonly Token[]): InOrder | undefined {
  if (tokens.includes(RUN) || tokens.includes(DIRS)) return undefined
  const first = tokens[0]
  const last = tokens.at(-1)
  return {
    start: typeof first === "string" ? first : "",
    middle: tokens.slice(1, -1).filter((token) => typeof token === "string"),
    end: typeof last === "string" ? last : "",
  }
}

/** The leftmost place is always a good one for the next literal, because any run may follow it. */
function matchesInOrder({ start, middle, end }: InOrder, text: string): boolean {
  if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end)) return false
  let at = start.length
  for (const literal of middle) {
    const found = text.indexOf(literal, at)
    if (found < 0) return false
    at = found + literal.length
  }
  return at + end.length <= text.length
}

/** Walks the text once per token, keeping the set of reachable positions: O(tokens × length), whatever the text. */
function matches(tokens: readonly Token[], text: string): boolean {
  let reachable = new Uint8Array(text.length + 1)
  reachable[0] = 1
  for (const token of tokens) {
    const next = new Uint8Array(text.length + 1)
    let open = false
    for (let at = 0; at <= text.length; at++) {
      const here = reachable[at] === 1
      if (typeof token === "string") {
        if (here && text.startsWith(token, at)) next[at + token.length] = 1
        continue
      }
      if (token === RUN && at > 0 && text.charCodeAt(at - 1) === 47) open = false
      open ||= here
      if (token === DIRS) {
        if (here || (open && at > 0 && text.charCodeAt(at - 1) === 47)) next[at] = 1
      } else if (open) next[at] = 1
    }
    reachable = next
  }
  return reachable[text.length] === 1
}
