import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Finding, ratioFinding } from "../support/finding.ts"
import { startHelper } from "../support/helper.ts"
import type { Bench, Lab } from "../support/lab.ts"
import { fire } from "../support/load.ts"
import { compileC } from "../support/native.ts"
import { CHECKOUT, CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { must, startProduct, withProduct } from "../support/product.ts"
import { median } from "../support/timing.ts"

const CONNECTIONS = 32
/** Milliseconds added to every sync: this disk, a cloud volume, a spinning disk. */
const DELAYS = [0, 2, 10]

/** P5: a gate check that is recorded and durable before it is answered. */
export const recordedGate: Bench = {
  id: "P5",
  title: "gate check, recorded and durable",
  async *measure(lab) {
    const shim = compileC(lab, "slow-sync.c", ["-shared", "-fPIC", "-ldl"])
    for (const delay of DELAYS) {
      yield* withDelay(lab, delay, { LD_PRELOAD: shim, PROMOTRAIL_BENCH_SYNC_MS: String(delay) })
    }
  },
}

async function* withDelay(
  lab: Lab,
  delay: number,
  environment: Readonly<Record<string, string>>,
): AsyncGenerator<Finding, void> {
  yield* withProduct(await startProduct(lab, `data-${delay}`, environment), async function* (product) {
    await prepareGate(product)
    const url = product.url + CHECKOUT_GATE
    const dry = { url: `${url}?to=${CHECKOUT.to}`, token: product.token }
    const recorded = {
      url,
      token: product.token,
      method: "POST" as const,
      body: JSON.stringify({ to: CHECKOUT.to, mode: "enforce" }),
    }
    const answerFile = join(lab.folder, "answer.json")
    writeFileSync(answerFile, await must(product, "GET", `${CHECKOUT_GATE}?to=${CHECKOUT.to}`))
    const database = join(lab.folder, `one-by-one-${delay}.db`)
    const naive = await startHelper("./commit-server.ts", [database, answerFile], environment)
    try {
      const seconds = lab.quick ? 1 : 4
      const rate = async (shot: Parameters<typeof fire>[1]) => (await fire(lab, shot, CONNECTIONS, seconds)).perSecond
      const rounds: { readonly dry: number; readonly recorded: number; readonly naive: number }[] = []
      await rate(dry)
      for (let round = 0; round < (lab.quick ? 1 : 5); round++) {
        const written = await rate(recorded)
        rounds.push({ recorded: written, dry: await rate(dry), naive: await rate({ ...recorded, url: naive.url }) })
      }
      const disk = delay === 0 ? "" : `, every sync ${delay} ms longer`
      const ours = { value: median(rounds.map((round) => round.recorded)), unit: "/s" }
      if (delay === 0) {
        yield ratioFinding(
          `${CONNECTIONS} connections`,
          ours,
          { name: "the same unrecorded", value: median(rounds.map((round) => round.dry)), unit: "/s" },
          median(rounds.map((round) => round.recorded / round.dry)),
          { atLeast: 0.6 },
        )
      }
      yield ratioFinding(
        `${CONNECTIONS} connections${disk}`,
        ours,
        { name: "node:http, one commit per request", value: median(rounds.map((round) => round.naive)), unit: "/s" },
        median(rounds.map((round) => round.recorded / round.naive)),
        { atLeast: 5 },
        delay === 0 ? "the peer evaluates nothing and answers with the same bytes" : undefined,
      )
    } finally {
      await naive.stop()
    }
  })
}
