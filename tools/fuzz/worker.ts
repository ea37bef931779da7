import { parentPort, workerData } from "node:worker_threads"
import { excuseFor } from "./excused.ts"
import { complaintsAbout, gains, isSame, isWarned, type Read, readBytes } from "./laws.ts"
import { baseOf, mutate, type Mutant } from "./mutations.ts"
import { Random } from "./random.ts"
import { type Seed, seedsByFormat } from "./seeds.ts"

/** What the thread is told, and the memory in which the case being read stands, for whoever finds it dead. */
export type FuzzStart = {
  readonly seed: number
  readonly only: string | undefined
  readonly untilMs: number
  /** Number of the case, its length. */
  readonly progress: Int32Array
  readonly current: Uint8Array
}

/** A law that was broken. `key` is the same for cases of one sort. */
export type Broken = { readonly key: string; readonly detail: string; readonly bytes: Uint8Array }

/** Cases made of one file before the next is taken: finding its parts is dear, and keeping those of all files dearer. */
const TURN = 12

const POOL = 400
/** CPU time that a small file may take on a busy machine, and one byte. */
const PATIENCE_MS = 1_500
const PATIENCE_MS_PER_BYTE = 2_000 / 10_000_000

const { seed, only, untilMs, progress, current } = workerData as FuzzStart
const random = new Random(seed)
const pools = new Map<string, Seed[]>(seedsByFormat(only))
const seen = new Set<string>()
const told = new Map<string, number>()
let cases = 0

function tell(key: string, detail: string, { bytes }: Pick<Mutant, "bytes">): void {
  const count = told.get(key) ?? 0
  told.set(key, count + 1)
  if (count === 0) parentPort!.postMessage({ key, detail, bytes } satisfies Broken)
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function turnOf(format: string, pool: Seed[]): void {
  const seed = random.of(pool)
  const base = baseOf(seed.bytes)
  for (let at = 0; at < TURN; at++) oneCase(format, pool, seed, mutate(base, random))
}

function oneCase(format: string, pool: Seed[], base: Seed, mutant: Mutant): void {
  const { bytes, how } = mutant
  cases++
  if (bytes.length <= current.length) current.set(bytes)
  progress[1] = bytes.length
  Atomics.add(progress, 0, 1)

  const began = cpuMs()
  let read: Read
  try {
    read = readBytes(bytes)
  } catch (error) {
    return tell(`${format}: throws ${String(error).slice(0, 80)}`, `${how} of ${base.name}`, mutant)
  }
  const took = cpuMs() - began
  if (took > PATIENCE_MS + bytes.length * PATIENCE_MS_PER_BYTE) {
    tell(`${format}: slow`, `${Math.round(took)} ms of CPU for ${bytes.length} bytes, ${how} of ${base.name}`, mutant)
  }
  const where = `${how} at ${mutant.at} of ${base.name}`
  for (const complaint of complaintsAbout(read)) tell(`${format}: ${complaint.replace(/\d+/g, "N")}`, where, mutant)
  if (random.next() < 0.3) {
    const sizes =
      random.next() < 0.2 ? [1] : Array.from({ length: 5 }, () => 1 + random.below(random.of([4, 60, 5_000])))
    if (bytes.length < 30_000 || sizes[0]! > 50) {
      const again = readBytes(bytes, sizes)
      if (!isSame(read, again))
        tell(`${format}: pieces change the answer`, `${where}, pieces of ${sizes.join(" ")}`, mutant)
    }
  }
  compare(format, base, mutant, read)
  keepIfNew(format, pool, base, mutant, read)
  return undefined
}

function compare(format: string, base: Seed, mutant: Mutant, read: Read): void {
  const { nature, how, at } = mutant
  const where = `at ${at} of ${base.name}`
  if (nature === "same") {
    const counts = (one: Read) => JSON.stringify([one.report.outcome, one.report.unfit === null, one.report.counts])
    if (counts(read) === counts(base.read)) return
    const refuses = read.report.outcome !== "accepted" && how.startsWith("UTF-16")
    if (!refuses)
      tell(
        `${format}: ${how} changes the answer`,
        `${where}: ${counts(base.read)} became ${counts(read)} ${read.report.reason ?? ""}`,
        mutant,
      )
  } else if (nature !== "other" && base.isReal) {
    const better = gains(base.read, read, nature)
    if (better.length === 0 || excuseFor(format, nature, how) !== undefined) return
    if (nature === "delete" && isWarned(base.read, read)) return
    tell(
      `${format}: ${nature}, ${how.replace(/^\w+ /, "")}: ${better.join(", ")}`,
      `${where}, warned: ${isWarned(base.read, read)}`,
      mutant,
    )
  }
}

/** What leads a reader to an answer that it has not given yet is worth changing further. */
function keepIfNew(format: string, pool: Seed[], base: Seed, { bytes, how }: Mutant, read: Read): void {
  const { outcome, code, unfit, warnings } = read.report
  const signature = [
    read.report.format,
    outcome,
    code,
    unfit?.replace(/\d+/g, ""),
    ...warnings.map((one) => one.code).toSorted(),
  ].join(" ")
  if (seen.has(signature) || read.report.format !== format || bytes.length > 300_000) return
  seen.add(signature)
  if (pool.length < POOL) pool.push({ bytes, name: `${base.name} (${how})`.slice(-200), format, read, isReal: false })
}

const names = [...pools.keys()]
const ends = performance.now() + untilMs
for (let turn = 0; performance.now() < ends && names.length > 0; turn++) {
  const format = names[turn % names.length]!
  turnOf(format, pools.get(format)!)
}
const { user, system } = process.threadCpuUsage()
parentPort!.postMessage({
  cases,
  cpuMs: (user + system) / 1_000,
  formats: names.length,
  signatures: seen.size,
  told: [...told],
})
