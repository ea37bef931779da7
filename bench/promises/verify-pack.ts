import { spawnSync } from "node:child_process"
import { generateKeyPairSync, randomBytes, sign, verify } from "node:crypto"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { COMMAND, makeFresh } from "../../tools/products.ts"
import { ROOT } from "../../tools/repository.ts"
import { plainFinding, ratioFinding } from "../support/finding.ts"
import type { Bench, Lab } from "../support/lab.ts"
import { fire } from "../support/load.ts"
import { need } from "../support/native.ts"
import { CHECKOUT, CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { must, startProduct, withProduct, type Product } from "../support/product.ts"
import { inPairs, timed } from "../support/timing.ts"

/** What an auditor waits for: a pack of so many decisions is made, and verified offline without the server. */
export const verifyPack: Bench = {
  id: "packs",
  title: "an audit pack",
  async *measure(lab) {
    await makeFresh(COMMAND)
    const wanted = lab.quick ? 2_000 : 100_000
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await prepareGate(product)
      const records = await decide(lab, product, wanted)
      const pack = join(lab.folder, "pack.tar")
      const made = run(lab, product, ["audit", "pack", "--output", pack])
      const megabytes = statSync(pack).size / 1e6
      const name = `a pack of ${Math.floor(records / 2).toLocaleString("en-GB")} decisions (${megabytes.toFixed(0)} MB)`
      yield plainFinding(`${name}, written`, { value: made.ms / 1000, unit: "s" }, null)
      let most = 0
      const pair = await inPairs(
        lab.quick ? 1 : 3,
        () => {
          const { ms, megabytes: held } = run(lab, product, ["verify", pack])
          most = Math.max(most, held)
          return ms / 1000
        },
        async () => (await signaturesVerified(records)) / 1000,
      )
      yield ratioFinding(
        `${name}, verified`,
        { value: pair.ours, unit: "s" },
        {
          name: `its ${records.toLocaleString("en-GB")} signatures alone, by one thread`,
          value: pair.theirs,
          unit: "s",
        },
        pair.ratio,
        null,
        `${(records / pair.ours).toFixed(0)} records a second; at most ${most.toFixed(0)} MB were held`,
      )
      const proof = join(lab.folder, "record.tlog-proof")
      run(lab, product, ["ledger", "proof", String(records - 2), "--output", proof])
      yield plainFinding(
        `the proof of one record among ${records.toLocaleString("en-GB")}`,
        { value: readFileSync(proof).length / 1000, unit: "kB" },
        null,
      )
    })
  },
}

/** Has so many decisions recorded; answers how many records the log then has. */
async function decide(lab: Lab, product: Product, wanted: number): Promise<number> {
  const shot = {
    url: product.url + CHECKOUT_GATE,
    token: product.token,
    method: "POST" as const,
    body: JSON.stringify({ to: CHECKOUT.to, mode: "enforce" }),
  }
  for (;;) {
    const { size } = JSON.parse(await must(product, "GET", "/v1/ledger")) as { readonly size: number }
    // A decision has two records: what was decided, and its summary.
    if (size >= 2 * wanted) return size
    await fire(lab, shot, 32, Math.max(1, Math.min(30, Math.ceil((2 * wanted - size) / 4_000))))
  }
}

type Ran = { readonly ms: number; readonly megabytes: number }

/** Runs the command as it is shipped, under GNU time; answers how long it took and what it held at most. */
function run(lab: Lab, { url, token }: Product, words: readonly string[]): Ran {
  const environment = { PATH: process.env["PATH"] ?? "", PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: token }
  const before = performance.now()
  const { status, stderr } = spawnSync(
    need("time"),
    ["-f", "%M", process.execPath, join(ROOT, COMMAND.output), ...words],
    { cwd: lab.folder, env: { ...environment, HOME: lab.folder }, encoding: "utf8" },
  )
  const ms = performance.now() - before
  if (status !== 0) throw new Error(`promotrail ${words.join(" ")} ended with ${status}: ${stderr}`)
  return { ms, megabytes: Number(/(\d+)\s*$/.exec(stderr)?.[1]) / 1024 }
}

/** The least that any verifier does. */
function signaturesVerified(count: number): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const message = randomBytes(2_000)
  const signature = sign("sha256", message, privateKey)
  return timed(() => {
    for (let at = 0; at < count; at++) if (!verify("sha256", message, publicKey, signature)) throw new Error("wrong")
  })
}
