import { join } from "node:path"
import { ratioFinding } from "../support/finding.ts"
import { writeJUnit } from "../support/junit.ts"
import type { Bench } from "../support/lab.ts"
import { compileC, figureOf, runC } from "../support/native.ts"
import { register, startProduct, withProduct } from "../support/product.ts"
import { inPairs } from "../support/timing.ts"
import { newApplication, uploadMs } from "../support/uploads.ts"

/** P2: a large report over HTTP, until it is durable and the coverage says so. */
export const ingest: Bench = {
  id: "P2",
  title: "ingest a report",
  async *measure(lab) {
    const cases = lab.quick ? 20_000 : 100_000
    const file = join(lab.folder, "report.xml")
    writeJUnit(file, cases)
    const peer = compileC(lab, "expat-junit.c", ["-DWITH_SQLITE", "-lexpat", "-lsqlite3"], "sqlite")
    const database = join(lab.folder, "peer.db")
    let run = 0
    const theirs = () => {
      const printed = runC(peer, file, database, String(++run))
      if (figureOf(printed, "cases") !== cases) throw new Error("the peer counted other cases than were written")
      return figureOf(printed, "ms")
    }
    const name = { name: "expat and SQLite in C", unit: "cases/s" }
    const perSecond = (ms: number) => (cases / ms) * 1_000
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await newApplication(product, "warm")
      let release = 1
      const warm = async () => {
        const version = `v${release++}`
        await register(product, "warm", version)
        return uploadMs(product, "warm", version, file)
      }
      const known = await inPairs(lab.quick ? 2 : 7, warm, theirs)
      yield ratioFinding(
        `${cases.toLocaleString("en-GB")} cases, all known to the catalogue`,
        { value: perSecond(known.ours), unit: "cases/s" },
        { ...name, value: perSecond(known.theirs) },
        1 / known.ratio,
        { atLeast: 0.35 },
      )
      let application = 0
      const cold = async () => {
        const fresh = `cold-${application++}`
        await newApplication(product, fresh)
        return uploadMs(product, fresh, "v1", file)
      }
      const unknown = await inPairs(lab.quick ? 2 : 5, cold, theirs)
      yield ratioFinding(
        `${cases.toLocaleString("en-GB")} cases, all new`,
        { value: perSecond(unknown.ours), unit: "cases/s" },
        { ...name, value: perSecond(unknown.theirs) },
        1 / unknown.ratio,
        { atLeast: 0.22 },
      )
    })
  },
}
