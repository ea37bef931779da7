import { canonicalJson, type GateInput, type Json } from "@promotrail/core"
import type { DeepAnswer, DeepFile, DeepQuestion, DeepReplay } from "../ports/deep-replay.ts"
import type { DecisionRow } from "../ports/rows.ts"
import { keptText } from "./kept-text.ts"
import type { Deps } from "./deps.ts"

/** What became of a decision's evidence, read again from the raw files. */
export type Deepened = {
  readonly agrees: boolean
  readonly says: string
  readonly filesRead: number
  readonly files: readonly DeepFile[]
  /** Where the recorded input and the one made anew differ, by the path into them. */
  readonly differences: readonly string[]
}

/**
 * Makes the inputs of decisions again, out of the ledger and the raw files, in one pass, and compares each byte for byte.
 * Answers by id of the decision.
 */
export async function deepened(
  deps: Pick<Deps, "store" | "sha256">,
  rows: readonly DecisionRow[],
  deepReplay: DeepReplay,
): Promise<ReadonlyMap<string, Deepened>> {
  const found = new Map<string, Deepened>()
  const asked: { readonly id: string; readonly question: DeepQuestion }[] = []
  for (const row of rows) {
    const question = await questionOf(deps, row)
    if (typeof question === "string") found.set(row.id, nothingRead(question))
    else asked.push({ id: row.id, question })
  }
  const answers = await deepReplay(asked.map(({ question }) => question))
  for (const [at, { id, question }] of asked.entries()) {
    const answer = answers[at]
    if (answer === undefined) throw new Error(`the deep replay of ${id} has no answer`)
    found.set(id, compared(question, answer))
  }
  return found
}

const nothingRead = (why: string): Deepened => ({
  agrees: false,
  says: `Nothing was read again: ${why}.`,
  filesRead: 0,
  files: [],
  differences: [],
})

/** What to ask about a decision, or why there is nothing to compare with. */
async function questionOf(deps: Pick<Deps, "store" | "sha256">, row: DecisionRow): Promise<DeepQuestion | string> {
  const kept = await keptText(deps, row.input)
  if ("missing" in kept) return `there is no input to compare with (${kept.missing})`
  const baseline = baselineOf(kept.text)
  if (baseline === undefined) return "the recorded input cannot be read by this version"
  const releases = [...new Set([row.release, ...(baseline === null ? [] : [baseline.release])])]
  const { application, ledgerIndex } = row
  return { application, ledgerIndex, releases, input: kept.text }
}

function baselineOf(input: string): GateInput["baseline"] | undefined {
  try {
    return (JSON.parse(input) as GateInput).baseline
  } catch {
    return undefined
  }
}

function compared({ input: recorded }: DeepQuestion, answer: DeepAnswer): Deepened {
  const { input, filesRead, files } = answer
  const isSame = input === recorded
  const differences = input === null || isSame ? [] : differencesOf(JSON.parse(recorded), JSON.parse(input))
  return { agrees: isSame && files.length === 0, says: explain(answer, isSame), filesRead, files, differences }
}

function explain({ input, broken, filesRead, files }: DeepAnswer, isSame: boolean): string {
  const read = `${filesRead} raw ${filesRead === 1 ? "file was" : "files were"} read again`
  if (input === null) return `The input could not be made again: ${broken ?? "no reason is known"}.`
  const odd = files.length === 0 ? "" : `; ${files.length} of them ${files.length === 1 ? "is" : "are"} not as then`
  return isSame
    ? `${read}${odd}, and the input came out byte for byte${files.length === 0 ? "." : ", which proves nothing of those."}`
    : `${read}${odd}, and the input came out otherwise.`
}

const MOST = 20
const LONGEST = 80

/** Paths at which two values differ, with both sides in short; at most some. */
export function differencesOf(recorded: unknown, made: unknown): readonly string[] {
  const found: string[] = []
  const visit = (path: string, a: unknown, b: unknown): void => {
    if (found.length >= MOST || isSame(a, b)) return
    if (isOpen(a) && isOpen(b) && Array.isArray(a) === Array.isArray(b)) {
      const names = new Set([...Object.keys(a), ...Object.keys(b)])
      for (const name of names) visit(path === "" ? name : `${path}.${name}`, own(a, name), own(b, name))
    } else found.push(`${path}: ${short(a)} was recorded, ${short(b)} comes out`)
  }
  visit("", recorded, made)
  return found
}

/** What an object has itself: an inherited `toString` is nothing that was recorded. */
const own = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined

/** What is not there is not `null`. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a as Json) === canonicalJson(b as Json)

const isOpen = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
