import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { plainFinding, ratioFinding } from "../support/finding.ts"
import type { Bench } from "../support/lab.ts"
import { need } from "../support/native.ts"
import { CHECKOUT, CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { send, startProduct, withProduct } from "../support/product.ts"
import { median, percentile } from "../support/timing.ts"

const FLOOD = fileURLToPath(new URL("../support/flood.ts", import.meta.url))
/** File descriptors that a process keeps for itself. */
const RESERVE = 64
const MOST = 60_000

/** As many silent connections as the file limit allows, from a second process, and a normal client among them. */
export const flood: Bench = {
  id: "flood",
  title: "a flood of connections",
  async *measure(lab) {
    const limit = Number(spawnSync(need("bash"), ["-c", "ulimit -n"], { encoding: "utf8" }).stdout)
    const wanted = Math.min(lab.quick ? 2_000 : MOST, limit - RESERVE)
    const seconds = lab.quick ? 4 : 15
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await prepareGate(product)
      const idle = await clients(product, async () => pause(seconds * 500))
      const { hostname, port } = new URL(product.url)
      const child = spawn(process.execPath, [FLOOD, hostname, port, String(seconds), String(wanted)], {
        stdio: ["ignore", "pipe", "inherit"],
      })
      let told = ""
      child.stdout.on("data", (chunk: Buffer) => (told += chunk.toString()))
      const flooded = await clients(product, () => once(child, "exit"))
      const { tried, peak } = JSON.parse(told) as { tried: number; peak: number }
      yield ratioFinding(
        "gate checks on new connections during the flood, p99",
        { value: percentile(flooded.took, 0.99), unit: "ms" },
        { name: "itself, idle", value: percentile(idle.took, 0.99), unit: "ms" },
        percentile(flooded.took, 0.99) / percentile(idle.took, 0.99),
        null,
        `${tried.toLocaleString("en-GB")} connections were opened (file limit ${limit.toLocaleString("en-GB")}), ` +
          `${peak.toLocaleString("en-GB")} stood at once; median ${median(flooded.took).toFixed(1)} ms`,
      )
      yield plainFinding("gate checks that failed during the flood", { value: flooded.failed, unit: "" }, { atMost: 0 })
    })
  },
}

type Asked = { readonly took: readonly number[]; readonly failed: number }

/** Asks gates, each on a connection of its own as a pipeline does, until something ends. */
async function clients(product: Parameters<typeof send>[0], until: () => Promise<unknown>): Promise<Asked> {
  let over = false
  const ended = until().finally(() => (over = true))
  const took: number[] = []
  let failed = 0
  while (!over) {
    const before = performance.now()
    const answered = await send(product, "GET", `${CHECKOUT_GATE}?to=${CHECKOUT.to}`).catch(() => undefined)
    if (answered?.status === 200) took.push(performance.now() - before)
    else failed++
    await pause(5)
  }
  await ended
  return { took, failed }
}
