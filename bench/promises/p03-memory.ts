import { join } from "node:path"
import { plainFinding } from "../support/finding.ts"
import { writeJUnit } from "../support/junit.ts"
import type { Bench } from "../support/lab.ts"
import { memoryOf, startProduct, withProduct } from "../support/product.ts"
import { newApplication, uploadMs } from "../support/uploads.ts"

/** P3: the most memory the server holds while it takes in the largest report there may be. */
export const ingestMemory: Bench = {
  id: "P3",
  title: "memory while ingesting a large report",
  async *measure(lab) {
    const cases = lab.quick ? 100_000 : 1_000_000
    const file = join(lab.folder, "large.xml")
    const { bytes } = writeJUnit(file, cases)
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await newApplication(product, "large")
      const took = await uploadMs(product, "large", "v1", file)
      yield plainFinding(
        `peak, ${cases.toLocaleString("en-GB")} new cases, ${Math.round(bytes / 1e6)} MB`,
        { value: memoryOf(product.pid, "VmHWM"), unit: "MB" },
        { atMost: 800 },
        `it took ${(took / 1_000).toFixed(1)} s`,
      )
    })
  },
}
