/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half]
  if (upper === undefined) throw new Error("nothing was measured")
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2
}

/** The value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]
  if (value === undefined) throw new Error("nothing was measured")
  return value
}

/** Milliseconds that something takes. */
export async function timed(work: () => unknown): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

/** Two things measured turn by turn. `ratio` is the median of ours to theirs in each pair, so that drift cancels out. */
export type Pair = { readonly ours: number; readonly theirs: number; readonly ratio: number }

/** Measures ours and theirs alternately, each first in every other round; one round before is not counted. */
export async function inPairs(
  rounds: number,
  ours: () => number | Promise<number>,
  theirs: () => number | Promise<number>,
): Promise<Pair> {
  const pairs: { readonly a: number; readonly b: number }[] = []
  await ours()
  await theirs()
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const a = await ours()
      pairs.push({ a, b: await theirs() })
    } else {
      const b = await theirs()
      pairs.push({ a: await ours(), b })
    }
  }
  return {
    ours: median(pairs.map(({ a }) => a)),
    theirs: median(pairs.map(({ b }) => b)),
    ratio: median(pairs.map(({ a, b }) => a / b)),
  }
}
