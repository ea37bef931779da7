import type { Format } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { CsvRecords } from "../text/csv.ts"
import { openLines } from "../text/lines.ts"
import { TaurusGroups } from "./taurus-groups.ts"

/** Taurus' final statistics as CSV (gettaurus.org, "Final Stats Reporter", `dump-csv`), its columns in any order. */
export const TAURUS_CSV: Format = {
  id: "taurus-csv",
  kind: "performance",
  title: "Taurus CSV",
  versions: "Taurus 1",
  recognisedBy: "a header with `label`, `succ`, `fail` and `avg_rt`",
  takes: ["samples, failures, response times and percentiles as stated, for the whole run and each label"],
  refuses: ["statistics without the row for the whole run", "rows that are cut"],
  distrusts: ["statistics without a sample"],
  commands: ["bzt test.yml -o modules.final-stats.dump-csv=final-stats.csv"],
  recognise: ({ lines }) => {
    const names = (lines[0] ?? "").split(",").map((name) => name.replaceAll('"', "").trim())
    return ["label", "succ", "fail", "avg_rt"].every((name) => names.includes(name))
  },
  open(input) {
    const groups = new TaurusGroups(input)
    let names: readonly string[] | undefined
    const records = new CsvRecords(",", input.limits, (fields, at) => {
      if (names === undefined) {
        names = fields.map((field) => field.trim())
        return
      }
      if (fields.length < names.length) {
        const what = `the row has ${fields.length} fields where ${names.length} are due`
        throw new RefusedInput({ kind: "invalid", line: at, what })
      }
      const values = new Map(names.map((name, i) => [name, fields[i] ?? ""]))
      groups.add({ label: values.get("label") ?? "", values, at })
    })
    return openLines(
      input,
      (text, at) => records.line(text, at),
      () => {
        records.finish()
        return groups.finish()
      },
    )
  },
}
