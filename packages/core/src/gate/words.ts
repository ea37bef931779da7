import type { MeasureUnit } from "../catalog/items.ts"

/** `7 days`, `36 hours`, `90 minutes`: the largest unit that is whole. */
export function renderDuration(ms: number): string {
  if (ms % 86_400_000 === 0) return plural(ms / 86_400_000, "day")
  if (ms % 3_600_000 === 0) return plural(ms / 3_600_000, "hour")
  if (ms % 60_000 === 0) return plural(ms / 60_000, "minute")
  return `${Math.round(ms / 1_000)} seconds`
}

/** A number of things: `1 test`, `2 tests`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** How much was measured, in the reader's word for it: `100 requests`, `5 minutes`. */
export function renderAmount(what: string, amount: number): string {
  if (what === "duration") return renderDuration(Math.floor(amount / 1_000))
  const words = what.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${amount} ${amount === 1 ? words.replace(/s$/, "") : words}`
}

/**
 * A measure in the unit that reads best, never rounded across a limit: cut to as many digits as say something.
 * Rates are percentages, scores are points of a hundred, and layout shift is a plain number.
 */
export function renderMeasure(value: number, unit: MeasureUnit, metric: string): string {
  switch (unit) {
    case "us":
      return value >= 1_000_000 ? `${decimal(value, 1_000_000)} s` : `${decimal(value, 1_000)} ms`
    case "millionths":
      if (metric === "error-rate") return `${decimal(value, 10_000)} %`
      if (metric.startsWith("score-")) return decimal(value, 10_000)
      return metric === "throughput" ? `${decimal(value, 1_000_000)}/s` : decimal(value, 1_000_000)
    case "bytes":
      return value >= 1_000 ? `${decimal(value, 1_000)} kB` : `${value} B`
    case "count":
      return String(value)
  }
}

/** `value ÷ by` with all its digits: by is a power of ten, so they end. */
function decimal(value: number, by: number): string {
  const digits = String(by).length - 1
  const whole = Math.floor(value / by)
  const rest = String(value - whole * by)
    .padStart(digits, "0")
    .replace(/0+$/, "")
  return rest === "" ? String(whole) : `${whole}.${rest}`
}
