import type { RowOf } from "../shared/schema.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import { placeOf, told } from "./compare-rows.ts"
import type { Findings } from "./findings.ts"
import type { TestMap } from "./test-map.ts"

type Detail = RowOf<"result_detail">

/** Compares what was kept of tests that did not pass, upload by upload: inside one, ordinals may differ. */
export async function compareDetails(
  live: Snapshot,
  rebuilt: Snapshot,
  maps: ReadonlyMap<string, TestMap>,
  findings: Findings,
): Promise<void> {
  findings.looked("result_detail", 0)
  const ours = new Map<string, string>()
  for await (const page of rebuilt.pages("result_detail")) {
    for (const row of page) ours.set(placeOf("result_detail", row), valueOf(row))
  }
  for await (const page of live.pages("result_detail")) {
    findings.looked("result_detail", page.length)
    for (const row of page) {
      const ordinal = maps.get(row.application)?.ordinals[row.ordinal] ?? -1
      const place = placeOf("result_detail", { ...row, ordinal })
      const expected = ours.get(place)
      ours.delete(place)
      if (expected === valueOf(row)) continue
      findings.differs(
        "result_detail",
        expected === undefined
          ? `${place} is in no entry`
          : `${place}: ${told(valueOf(row))}; the entries say ${told(expected)}`,
      )
    }
  }
  for (const place of ours.keys()) findings.differs("result_detail", `${place} is missing`)
}

const valueOf = ({ line, message, duration_ms }: Detail): string => JSON.stringify([line, message, duration_ms])
