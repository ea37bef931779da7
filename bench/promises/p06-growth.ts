import { join } from "node:path"
import { type Finding, ratioFinding } from "../support/finding.ts"
import { writeJUnit } from "../support/junit.ts"
import type { Bench, Lab } from "../support/lab.ts"
import { poll } from "../support/load.ts"
import { type Product, register, releasePath, startProduct, withProduct } from "../support/product.ts"
import { median } from "../support/timing.ts"
import { newApplication, uploadMs } from "../support/uploads.ts"

/** P6: a gate check does not become slower with what has been recorded before it. */
export const growth: Bench = {
  id: "P6",
  title: "gate check as history and catalogue grow",
  async *measure(lab) {
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      yield* releases(lab, product)
      yield* tests(lab, product)
    })
  },
}

async function* releases(lab: Lab, product: Product): AsyncGenerator<Finding, void> {
  const many = lab.quick ? 300 : 10_000
  const report = join(lab.folder, "small.xml")
  writeJUnit(report, 1_000)
  for (const application of ["young", "old"]) await newApplication(product, application)
  for (let at = 2; at <= 9; at++) await register(product, "young", `v${at}`)
  for (let at = 2; at < many; at++) await register(product, "old", `v${at}`)
  for (const application of ["young", "old"]) {
    await register(product, application, "now")
    await uploadMs(product, application, "now", report)
  }
  yield* compared(
    lab,
    product,
    { small: "young", large: "old" },
    "now",
    `10 to ${many.toLocaleString("en-GB")} releases`,
  )
}

async function* tests(lab: Lab, product: Product): AsyncGenerator<Finding, void> {
  const many = lab.quick ? 50_000 : 1_000_000
  const size = { narrow: 1_000, wide: many }
  for (const [application, cases] of Object.entries(size)) {
    const file = join(lab.folder, `${application}.xml`)
    writeJUnit(file, cases)
    await newApplication(product, application)
    await uploadMs(product, application, "v1", file)
  }
  const what = `1,000 to ${many.toLocaleString("en-GB")} tests`
  yield* compared(lab, product, { small: "narrow", large: "wide" }, "v1", what)
  // The check behind every upload: nothing it reads may still be in memory.
  const first = async (application: string) => {
    await register(product, application, `w${Date.now()}`)
    return median(await asked(product, application, "v1", 1))
  }
  const rounds: { readonly small: number; readonly large: number }[] = []
  for (let round = 0; round < (lab.quick ? 3 : 7); round++) {
    rounds.push({ small: await first("narrow"), large: await first("wide") })
  }
  yield ratioFinding(
    `${what}, the first check after something changed`,
    { value: median(rounds.map(({ large }) => large)), unit: "ms" },
    { name: "itself, small", value: median(rounds.map(({ small }) => small)), unit: "ms" },
    median(rounds.map(({ small, large }) => large / small)),
    null,
    "every test is counted again after a change; the promise is about the checks that follow",
  )
}

async function* compared(
  lab: Lab,
  product: Product,
  { small, large }: { readonly small: string; readonly large: string },
  release: string,
  what: string,
): AsyncGenerator<Finding, void> {
  const count = lab.quick ? 200 : 1_000
  const rounds: { readonly small: number; readonly large: number }[] = []
  for (const application of [small, large]) await asked(product, application, release, count)
  for (let round = 0; round < (lab.quick ? 3 : 9); round++) {
    rounds.push({
      small: median(await asked(product, small, release, count)),
      large: median(await asked(product, large, release, count)),
    })
  }
  yield ratioFinding(
    what,
    { value: median(rounds.map((round) => round.large)), unit: "ms" },
    { name: "itself, small", value: median(rounds.map((round) => round.small)), unit: "ms" },
    median(rounds.map((round) => round.large / round.small)),
    { atMost: 1.2 },
  )
}

function asked(product: Product, application: string, release: string, count: number): Promise<number[]> {
  const url = `${product.url}${releasePath(application, release)}/gate?to=staging`
  return poll({ url, token: product.token }, (done) => done >= count)
}
