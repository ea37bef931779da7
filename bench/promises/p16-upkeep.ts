import { withKnown, withResults } from "@promotrail/core"
import { packKnown, packStatus, unpackKnown, unpackStatus } from "@promotrail/server"
import { join } from "node:path"
import { ratioFinding } from "../support/finding.ts"
import { writeJUnit } from "../support/junit.ts"
import type { Bench } from "../support/lab.ts"
import { register, startProduct, withProduct } from "../support/product.ts"
import { median, timed } from "../support/timing.ts"
import { madeUpBytes } from "../support/vectors.ts"
import { newApplication, uploadMs } from "../support/uploads.ts"

/** P16: what an upload spends on keeping the coverage true: the vectors read, changed and written, as a commit does. */
export const upkeep: Bench = {
  id: "P16",
  title: "keeping coverage true while results arrive",
  async *measure(lab) {
    const cases = lab.quick ? 20_000 : 100_000
    const file = join(lab.folder, "report.xml")
    writeJUnit(file, cases)
    const ordinals = Uint32Array.from({ length: cases }, (_, at) => at)
    const slots = madeUpBytes(cases, (roll) => (roll % 25 === 0 ? 2 : 1))
    const status = packStatus({ status: slots, evidence: new Uint32Array(cases).fill(1) })
    const known = packKnown(new Uint8Array(cases).fill(1))
    const keep = () => {
      packStatus(withResults(unpackStatus(status), { ordinals, slots }, 2))
      packKnown(withKnown(unpackKnown(known), ordinals, 0))
    }
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await newApplication(product, "shop")
      await uploadMs(product, "shop", "v1", file)
      const rounds: { readonly kept: number; readonly whole: number }[] = []
      for (let round = 0; round < (lab.quick ? 3 : 7); round++) {
        await register(product, "shop", `w${round}`)
        rounds.push({ whole: await uploadMs(product, "shop", `w${round}`, file), kept: await timed(keep) })
      }
      const ratio = median(rounds.map(({ kept, whole }) => (kept / whole) * 100))
      yield {
        ...ratioFinding(
          `${cases.toLocaleString("en-GB")} results`,
          { value: median(rounds.map(({ kept }) => kept)), unit: "ms" },
          { name: "the whole upload", value: median(rounds.map(({ whole }) => whole)), unit: "ms" },
          ratio,
          { atMost: 3 },
          "the same steps as in the commit, timed beside it: vectors unpacked, changed, packed",
        ),
        figure: { value: ratio, unit: "%" },
      }
    })
  },
}
