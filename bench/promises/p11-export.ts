import { spawnSync } from "node:child_process"
import { statSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { plainFinding, ratioFinding } from "../support/finding.ts"
import type { Bench } from "../support/lab.ts"
import { need } from "../support/native.ts"
import { CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { memoryOf, must, startProduct, withProduct } from "../support/product.ts"
import { inPairs } from "../support/timing.ts"

/** P11: the whole ledger over HTTP, against the database's own tool writing the same rows to a file. */
export const exportLedger: Bench = {
  id: "P11",
  title: "export the ledger",
  async *measure(lab) {
    const curl = need("curl")
    const sqlite = need("sqlite3")
    const rows = lab.quick ? 100_000 : 1_000_000
    const made = await startProduct(lab, "data")
    try {
      await prepareGate(made)
      await must(made, "POST", CHECKOUT_GATE, { type: "application/json", text: '{"to":"staging"}' })
    } finally {
      await made.stop()
    }
    const database = join(made.dataFolder, "promotrail.db")
    fillLedger(database, rows)
    const file = join(lab.folder, "export")
    const run = (program: string, words: readonly string[]) => {
      const before = performance.now()
      const { status, stderr } = spawnSync(program, words, { encoding: "utf8" })
      if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
      const took = performance.now() - before
      if (statSync(file).size < rows * 100) throw new Error(`${program} wrote only ${statSync(file).size} bytes`)
      return took
    }
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      const before = memoryOf(product.pid, "VmHWM")
      for (const format of ["csv", "jsonl"]) {
        const columns = format === "csv" ? "idx, at, kind, actor, application, release, hash" : "idx, hash, body"
        const ours = () =>
          run(curl, [
            "-sS",
            "-f",
            "-o",
            file,
            "-H",
            `authorization: Bearer ${product.token}`,
            `${product.url}/v1/audit/export?format=${format}`,
          ])
        const theirs = () =>
          run(sqlite, ["-csv", "-header", database, `.once ${file}`, `select ${columns} from ledger order by idx`])
        const pair = await inPairs(lab.quick ? 1 : 3, ours, theirs)
        yield ratioFinding(
          `${format.toUpperCase()}, ${rows.toLocaleString("en-GB")} entries over HTTP`,
          { value: (rows / pair.ours) * 1_000, unit: "rows/s" },
          { name: "sqlite3 -csv, the same columns", value: (rows / pair.theirs) * 1_000, unit: "rows/s" },
          1 / pair.ratio,
          { atLeast: 0.4 },
        )
      }
      yield plainFinding(
        "memory the server grew by while exporting",
        { value: memoryOf(product.pid, "VmHWM") - before, unit: "MB" },
        null,
        "its peak, over what it held after its start",
      )
    })
  },
}

/** Copies the newest entry until there are this many. The hashes are copies too: exports do not look at them. */
function fillLedger(path: string, rows: number): void {
  const database = new DatabaseSync(path)
  database.exec(
    `begin;
     with recursive more(idx) as (
       select max(idx) + 1 from ledger union all select idx + 1 from more where idx + 1 < ${rows}
     )
     insert into ledger (idx, kind, application, release, at, actor, body, hash)
     select more.idx, kind, application, release, at, actor, body, hash
     from more join (select * from ledger order by idx desc limit 1) as newest order by more.idx;
     update ledger_head set size = ${rows};
     commit`,
  )
  database.close()
}
