import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { plainFinding, ratioFinding } from "../support/finding.ts"
import type { Bench } from "../support/lab.ts"
import { prepareGate } from "../support/prepare-gate.ts"
import { memoryOf, must, startProduct } from "../support/product.ts"
import { median, timed } from "../support/timing.ts"

const IDLE_MS = 2_000

/** P14: how soon a server answers on a database that is there, and what it holds when nobody asks. */
export const startUp: Bench = {
  id: "P14",
  title: "server start and idle memory",
  async *measure(lab) {
    const first = await startProduct(lab, "data")
    await prepareGate(first)
    await first.stop()
    const empty = join(lab.folder, "empty.cjs")
    writeFileSync(empty, "")
    const started: number[] = []
    const held: number[] = []
    const bare: number[] = []
    for (let round = 0; round < (lab.quick ? 3 : 11); round++) {
      const before = performance.now()
      const product = await startProduct(lab, "data")
      try {
        await must(product, "GET", "/readyz")
        started.push(performance.now() - before)
        await pause(IDLE_MS)
        held.push(memoryOf(product.pid, "VmRSS"))
      } finally {
        await product.stop()
      }
      bare.push(await timed(() => once(spawn(process.execPath, [empty], { stdio: "ignore" }), "exit")))
    }
    const ready = { value: median(started), unit: "ms" }
    yield plainFinding("start to ready, existing database", ready, { atMost: 300 })
    const node = { name: "an empty node", value: median(bare), unit: "ms" }
    yield ratioFinding("start to ready, existing database", ready, node, ready.value / node.value, null)
    yield plainFinding(
      `memory ${IDLE_MS / 1_000} s after its start`,
      { value: median(held), unit: "MB" },
      { atMost: 120 },
    )
  },
}
