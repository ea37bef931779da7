import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { ratioFinding } from "../support/finding.ts"
import { startHelper } from "../support/helper.ts"
import type { Bench } from "../support/lab.ts"
import { fire, type Load } from "../support/load.ts"
import { must, startProduct, withProduct } from "../support/product.ts"
import { CHECKOUT, CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { median } from "../support/timing.ts"

const CONNECTIONS = 32

/** P4: a gate check that records nothing, against raw node:http that makes the same reads and sends the same bytes. */
export const gateCheck: Bench = {
  id: "P4",
  title: "gate check over HTTP, unrecorded",
  async *measure(lab) {
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await prepareGate(product)
      const path = `${CHECKOUT_GATE}?to=${CHECKOUT.to}`
      const answerFile = join(lab.folder, "answer.json")
      writeFileSync(answerFile, await must(product, "GET", path))
      const raw = await startHelper("./raw-server.ts", [
        join(product.dataFolder, "promotrail.db"),
        answerFile,
        CHECKOUT.application,
        CHECKOUT.release,
      ])
      try {
        const rounds: { readonly ours: Load; readonly theirs: Load }[] = []
        const seconds = lab.quick ? 1 : 4
        const ours = { url: product.url + path, token: product.token }
        await fire(lab, ours, CONNECTIONS, seconds)
        await fire(lab, { url: raw.url }, CONNECTIONS, seconds)
        for (let round = 0; round < (lab.quick ? 2 : 5); round++) {
          rounds.push({
            ours: await fire(lab, ours, CONNECTIONS, seconds),
            theirs: await fire(lab, { url: raw.url }, CONNECTIONS, seconds),
          })
        }
        const peer = "raw node:http, same reads, same bytes"
        yield ratioFinding(
          `requests per second, ${CONNECTIONS} connections`,
          { value: median(rounds.map((round) => round.ours.perSecond)), unit: "/s" },
          { name: peer, value: median(rounds.map((round) => round.theirs.perSecond)), unit: "/s" },
          median(rounds.map((round) => round.ours.perSecond / round.theirs.perSecond)),
          { atLeast: 0.7 },
        )
        yield ratioFinding(
          `p99, ${CONNECTIONS} connections`,
          { value: median(rounds.map((round) => round.ours.p99)), unit: "ms" },
          { name: peer, value: median(rounds.map((round) => round.theirs.p99)), unit: "ms" },
          median(rounds.map((round) => round.ours.p99 / round.theirs.p99)),
          { atMost: 2 },
        )
      } finally {
        await raw.stop()
      }
    })
  },
}
