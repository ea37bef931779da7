import { join } from "node:path"
import { plainFinding, ratioFinding } from "../support/finding.ts"
import type { Bench, Lab } from "../support/lab.ts"
import { poll, type Shot } from "../support/load.ts"
import { CHECKOUT, CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { memoryOf, startProduct, withProduct } from "../support/product.ts"
import { REPORT_KINDS, type ReportKind, writeReport } from "../support/reports.ts"
import { percentile } from "../support/timing.ts"
import { newApplication, uploadMs } from "../support/uploads.ts"

const FORMATS = ["sarif", "cyclonedx-json", "trivy-json", "jmeter-csv"]

/** What the server holds, and what others notice, while it takes in the largest reports that list no tests. */
export const takeInFormats: Bench = {
  id: "intake",
  title: "take in large reports of other kinds",
  async *measure(lab) {
    for (const kind of REPORT_KINDS.filter(({ id }) => FORMATS.includes(id))) yield* takeIn(lab, kind)
  },
}

/** A server of its own for each: the most memory that a process ever held tells of one report only. */
async function* takeIn(lab: Lab, kind: ReportKind) {
  const file = join(lab.folder, kind.id)
  const { parts, bytes } = writeReport(file, kind, lab.quick ? 10e6 : 110e6)
  yield* withProduct(await startProduct(lab, `data-${kind.id}`), async function* (product) {
    await prepareGate(product)
    await newApplication(product, "large")
    const shot = { url: `${product.url}${CHECKOUT_GATE}?to=${CHECKOUT.to}`, token: product.token }
    await during(shot, pause(1_000))
    const idle = percentile(await during(shot, pause(lab.quick ? 1_000 : 4_000)), 0.99)
    let took = 0
    const beside = await during(
      shot,
      uploadMs(product, "large", "v1", file).then((ms) => (took = ms)),
    )
    const what = `${kind.id}, ${parts.toLocaleString("en-GB")} parts, ${Math.round(bytes / 1e6)} MB`
    const note = `it took ${(took / 1_000).toFixed(1)} s`
    yield plainFinding(`peak, ${what}`, { value: memoryOf(product.pid, "VmHWM"), unit: "MB" }, { atMost: 1_000 }, note)
    const p99 = percentile(beside, 0.99)
    yield ratioFinding(
      `p99 of gate checks beside ${what}`,
      { value: p99, unit: "ms" },
      { name: "itself, idle", value: idle, unit: "ms" },
      p99 / idle,
      { atMost: 5 },
      `the slowest of ${beside.length.toLocaleString("en-GB")} took ${percentile(beside, 1).toFixed(0)} ms`,
    )
  })
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks one gate check after the other until something ends. */
async function during(shot: Shot, end: Promise<unknown>): Promise<number[]> {
  let over = false
  const watched = end.finally(() => (over = true))
  const took = await poll(shot, () => over)
  await watched
  return took
}
