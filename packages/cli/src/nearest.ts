/** The known word a person most likely meant, if any is near enough. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 40) return undefined
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate)
    if (edits < least) [best, least] = [candidate, edits]
  }
  return best
}

/** Insertions, deletions and replacements between two short words. */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let at = 1; at <= to.length; at++) {
      const replaced = (above[at - 1] ?? 0) + (from[row - 1] === to[at - 1] ? 0 : 1)
      current.push(Math.min(replaced, (above[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[to.length] ?? 0
}
