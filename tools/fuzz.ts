// Usage: node tools/fuzz.ts [--minutes N] [--format ID] [--seed N] [--out FOLDER]
// Changes real reports by chance and looks whether the readers keep their laws (tools/fuzz/laws.ts). What breaks one is
// printed once, and kept in FOLDER when one is named. Not part of `npm test`: it has no end of its own.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import type { Broken, FuzzStart } from "./fuzz/worker.ts"

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    format: { type: "string" },
    seed: { type: "string" },
    out: { type: "string" },
  },
})
const CASE_BYTES = 16 * 1024 * 1024
const HEAP_MB = 512
const PATIENCE_MS = 60_000

type Done = {
  readonly cases: number
  readonly cpuMs: number
  readonly formats: number
  readonly signatures: number
  readonly told: readonly (readonly [string, number])[]
}

const deadline = performance.now() + Number(values.minutes) * 60_000
let broken = 0

function keep({ key, detail, bytes }: Broken): void {
  broken++
  console.log(`${key}\n    ${detail}`)
  if (values.out === undefined) return
  mkdirSync(values.out, { recursive: true })
  const name = key.replace(/[^\w.-]+/g, "_").slice(0, 100)
  writeFileSync(join(values.out, name), bytes)
}

/** Runs one thread to its end; answers false when it died or hung over a case, which is then kept. */
async function round(seed: number): Promise<boolean> {
  const progress = new Int32Array(new SharedArrayBuffer(8))
  const current = new Uint8Array(new SharedArrayBuffer(CASE_BYTES))
  const start: FuzzStart = { seed, only: values.format, untilMs: deadline - performance.now(), progress, current }
  const worker = new Worker(new URL("./fuzz/worker.ts", import.meta.url), {
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  const caseNow = () => new Uint8Array(current.subarray(0, Math.min(CASE_BYTES, Atomics.load(progress, 1))))
  const { promise, resolve } = Promise.withResolvers<boolean>()
  worker.on("message", (said: Broken | Done) => {
    if ("key" in said) return keep(said)
    const { cases, cpuMs, formats, signatures, told } = said
    console.log(
      `${cases.toLocaleString("en-GB")} cases of ${formats} formats in ${Math.round(cpuMs / 1_000)} s of CPU, ${signatures} different answers, seed ${seed}`,
    )
    for (const [key, count] of told) if (count > 1) console.log(`    ${count} × ${key}`)
    return resolve(true)
  })
  worker.on("error", (error) => {
    keep({ key: `a case ended the thread: ${String(error).slice(0, 80)}`, detail: `seed ${seed}`, bytes: caseNow() })
    resolve(false)
  })
  let last = 0
  let since = performance.now()
  const watch = setInterval(() => {
    const now = Atomics.load(progress, 0)
    if (now !== last) [last, since] = [now, performance.now()]
    else if (now > 0 && performance.now() - since > PATIENCE_MS) {
      keep({ key: "a case hangs", detail: `seed ${seed}, case ${now}`, bytes: caseNow() })
      void worker.terminate()
      resolve(false)
    }
  }, 1_000)
  try {
    return await promise
  } finally {
    clearInterval(watch)
  }
}

let seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
while (!(await round(seed)) && performance.now() < deadline) seed++
process.exitCode = broken === 0 ? 0 : 1
