import { levelOfLimit } from "../gate/explain-reports.ts"
import type { Measurement } from "../gate/outcome.ts"
import { renderAmount, renderMeasure } from "../gate/words.ts"
import { harmless } from "../kernel/harmless.ts"
import { renderBasisPoints, renderPercent } from "../kernel/ratio.ts"

/** One number of a check in words, ready for a row of a table. */
export type MeasurementView = {
  /** `high or worse`, `p95 of POST /pay`, `line`. */
  readonly what: string
  /** `3`, `388.25 ms`, `95.46 %`; `not measured` where nothing states it. */
  readonly value: string
  /** What a ratio is made of: `2378 / 2491`; "" for everything else. */
  readonly basis: string
  /** `≤ 500 ms`, `≥ 80 %`. */
  readonly limit: string
  readonly met: boolean
}

/** Makes the words of a measurement. */
export function measurementView(measurement: Measurement): MeasurementView {
  const { what, scope, value, of, unit, rule, limit, met } = measurement
  const isRatio = unit === "basis-points"
  const name =
    unit === "count" && rule === "at-most" && scope === undefined ? (NAMES[what] ?? levelOfLimit(what)) : what
  const bound = isRatio ? renderBasisPoints(limit) : shown(measurement, limit)
  return {
    what: scope === undefined ? name : `${name} of ${harmless(scope)}`,
    value:
      value === null
        ? "not measured"
        : isRatio
          ? renderPercent({ passed: value, inScope: of ?? 0 })
          : shown(measurement, value),
    basis: isRatio && value !== null && of !== undefined ? `${value} / ${of}` : "",
    limit: `${rule === "at-most" ? "≤" : "≥"} ${bound}`,
    met,
  }
}

function shown({ what, unit }: Measurement, amount: number): string {
  if (what === "duration") return renderAmount(what, amount)
  return unit === "basis-points" ? renderBasisPoints(amount) : renderMeasure(amount, unit, what)
}

/** Limits whose key is no word for what is counted. */
const NAMES: Readonly<Record<string, string>> = { total: "all together", "needs-review": "for a person to review" }
