import { STATE_CODE, STATE_OF_CODE, type TestState } from "../catalog/test-case.ts"

/**
 * Results of one release in one environment, one slot per test ordinal of the application's catalogue.
 * `status` holds the state code in its low three bits and `FLAKY` above; `evidence` the number of the upload the
 * result came from (1, 2, 3 … within the release, in ledger order; 0: no result). A vector may be shorter than the
 * catalogue: what lies beyond its end has not run.
 */
export type StatusVector = { readonly status: Uint8Array; readonly evidence: Uint32Array }

/** Passed after a failed attempt that the evidence recorded. */
export const FLAKY = 0b1000
const STATE_MASK = 0b111

/** What a catalogue slot means to a release: 0 unknown, otherwise 1 + the code of its upload category. */
export type KnownVector = Uint8Array

/** Codes of upload categories are 0 to this: an application has at most 255 of them. */
export const LARGEST_CODE = 254

export const EMPTY_STATUS: StatusVector = { status: new Uint8Array(0), evidence: new Uint32Array(0) }
export const EMPTY_KNOWN: KnownVector = new Uint8Array(0)

/** The state in a slot byte. */
export function stateOf(slot: number): TestState {
  return STATE_OF_CODE[slot & STATE_MASK] ?? "not_run"
}

/** The slot byte of a result. */
export function slotOf(state: TestState, flaky: boolean): number {
  return STATE_CODE[state] | (flaky ? FLAKY : 0)
}

/** Badness by state code: not_run, passed, failed, errored, skipped. Used where the worst of several wins. */
const BADNESS = Uint8Array.of(2, 0, 3, 4, 1)

/** The worse of two slots that both hold results; a flaky pass is worse than a clean one. */
export function worse(a: number, b: number): number {
  const difference = (BADNESS[a & STATE_MASK] ?? 0) - (BADNESS[b & STATE_MASK] ?? 0)
  if (difference !== 0) return difference > 0 ? a : b
  return a | b
}

/** `vector` with room for `length` slots, copied so that the original stays as it was. */
export function grown({ status, evidence }: StatusVector, length: number): StatusVector {
  const size = Math.max(length, status.length)
  const next = { status: new Uint8Array(size), evidence: new Uint32Array(size) }
  next.status.set(status)
  next.evidence.set(evidence)
  return next
}

/** New results of one upload, in the order they were read. Later ones of the same ordinal replace earlier ones. */
export type Results = {
  readonly ordinals: Uint32Array
  readonly slots: Uint8Array
}

/** The vector after one more upload: the newest result of a test wins. */
export function withResults(vector: StatusVector, results: Results, evidence: number): StatusVector {
  let length = vector.status.length
  for (const ordinal of results.ordinals) if (ordinal >= length) length = ordinal + 1
  const next = grown(vector, length)
  results.ordinals.forEach((ordinal, i) => {
    next.status[ordinal] = results.slots[i] ?? 0
    next.evidence[ordinal] = evidence
  })
  return next
}

/**
 * One vector from the lanes of a variant matrix (browser, shard). `""` is the lane of uploads without a variant:
 * such an upload speaks for the whole test and replaces every older lane; of the lanes that are newer, the worst wins.
 */
export function mergeVariants(lanes: ReadonlyMap<string, StatusVector>): StatusVector {
  const whole = lanes.get("") ?? EMPTY_STATUS
  const variants = [...lanes].filter(([variant]) => variant !== "").map(([, vector]) => vector)
  if (variants.length === 0) return whole
  const length = Math.max(whole.status.length, ...variants.map(({ status }) => status.length))
  const merged = grown(whole, length)
  for (let at = 0; at < length; at++) {
    const since = whole.evidence[at] ?? 0
    let newest = since
    let slot: number | undefined
    for (const { status, evidence } of variants) {
      const number = evidence[at] ?? 0
      if (number <= since) continue
      slot = slot === undefined ? (status[at] ?? 0) : worse(slot, status[at] ?? 0)
      if (number > newest) newest = number
    }
    if (slot === undefined) continue
    merged.status[at] = slot
    merged.evidence[at] = newest
  }
  return merged
}

/** `known` with `ordinals` marked as known with `code`; slots that are known already keep their category. */
export function withKnown(known: KnownVector, ordinals: Uint32Array, code: number): KnownVector {
  if (code < 0 || code > LARGEST_CODE) throw new RangeError(`upload category code ${code} does not fit a known vector`)
  let length = known.length
  for (const ordinal of ordinals) if (ordinal >= length) length = ordinal + 1
  const next = new Uint8Array(length)
  next.set(known)
  for (const ordinal of ordinals) if (next[ordinal] === 0) next[ordinal] = code + 1
  return next
}

/** `own` laid over `inherited`. */
export function overlay(own: KnownVector, inherited: KnownVector): KnownVector {
  const merged = new Uint8Array(Math.max(own.length, inherited.length))
  merged.set(inherited)
  own.forEach((code, at) => {
    if (code !== 0) merged[at] = code
  })
  return merged
}
