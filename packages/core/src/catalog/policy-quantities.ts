import { quoted } from "./policy-mistake.ts"
import { wrongType, type Shape } from "./policy-shape.ts"

const MOST = 1_000_000_000

/** A whole number, from `least`. */
function whole(least: number): Shape<number> {
  const expects = `a whole number from ${least} to ${MOST}`
  return {
    expects,
    schema: { type: "integer", minimum: least, maximum: MOST },
    read(tree, reading) {
      if (tree.kind !== "scalar" || typeof tree.value !== "number") return wrongType(tree, expects, reading)
      if (Number.isInteger(tree.value) && tree.value >= least && tree.value <= MOST) return tree.value
      return reading.mistake("bad-number", tree, `${quoted(tree.source)} is not ${expects}.`)
    },
  }
}

/** How many there may be at the most. */
export const limit: Shape<number> = whole(0)

/** How many there must be at the least; none is no minimum. */
export const amount: Shape<number> = whole(1)

const LATENCY = /^(\d{1,9})(?:\.(\d{1,6}))?(us|ms|s|m|h)$/
const UNIT_US: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
}

/** A span of time in microseconds: what response times are written in, and how long a run lasts. */
export const latency: Shape<number> = {
  expects: "a time such as 300ms, 2.5s or 5m",
  schema: { type: "string", pattern: LATENCY.source },
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "string") return wrongType(tree, this.expects, reading)
    const [, digits = "", fraction = "", unit = ""] = LATENCY.exec(tree.value) ?? []
    const us = scaled(digits, fraction, UNIT_US[unit] ?? 0)
    if (us !== undefined && us > 0) return us
    return reading.mistake("bad-duration", tree, `${quoted(tree.value)} is not ${this.expects}.`)
  },
}

const PERCENT_TEXT = /^(\d{1,3})(?:\.(\d{1,4}))? ?%$/

/** A share in millionths of one: `1%`, `0.25 %`, or a number of percent. */
export const rate: Shape<number> = {
  expects: "a percentage such as 1% or 0.25%",
  schema: {
    anyOf: [
      { type: "string", pattern: PERCENT_TEXT.source },
      { type: "number", minimum: 0, maximum: 100 },
    ],
  },
  read(tree, reading) {
    if (tree.kind !== "scalar" || tree.value === null || typeof tree.value === "boolean") {
      return wrongType(tree, this.expects, reading)
    }
    const text = typeof tree.value === "number" ? `${tree.source}%` : tree.value
    const [, digits = "", fraction = ""] = PERCENT_TEXT.exec(text) ?? []
    const millionths = digits === "" ? undefined : scaled(digits, fraction, 10_000)
    if (millionths !== undefined && millionths <= 1_000_000) return millionths
    return reading.mistake("bad-number", tree, `${quoted(tree.source)} is not ${this.expects} (at most 100).`)
  },
}

/** A plain number with up to `digits` decimals, in parts of `1 ÷ by`. */
function number(expects: string, most: number, by: number): Shape<number> {
  const digits = String(by).length - 1
  const form = new RegExp(`^(\\d{1,9})(?:\\.(\\d{0,${digits}}?)0*)?$`)
  return {
    expects,
    schema: { type: "number", minimum: 0, maximum: most },
    read(tree, reading) {
      if (tree.kind !== "scalar" || typeof tree.value !== "number") return wrongType(tree, expects, reading)
      const [, before = "", fraction = ""] = form.exec(tree.source) ?? []
      const parts = before === "" ? undefined : scaled(before, fraction, by)
      if (parts !== undefined && parts <= most * by) return parts
      return reading.mistake("bad-number", tree, `${quoted(tree.source)} is not ${expects}.`)
    },
  }
}

/** A layout shift in millionths. */
export const shift: Shape<number> = number("a number such as 0.1, with at most 6 decimals", 1_000, 1_000_000)

/** Requests per second, in millionths of one. */
export const perSecond: Shape<number> = number(
  "a number of requests per second such as 50 or 2.5",
  1_000_000,
  1_000_000,
)

/** A score of a hundred, in millionths of one. */
export const score: Shape<number> = number("a score from 0 to 100, such as 90", 100, 10_000)

const SIZE = /^(\d{1,9})(?:\.(\d{1,3}))?(B|kB|MB|GB)$/
const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1_000, MB: 1_000_000, GB: 1_000_000_000 }

/** An amount of bytes. */
export const size: Shape<number> = {
  expects: "a size such as 500kB or 1.5MB",
  schema: { type: "string", pattern: SIZE.source },
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "string") return wrongType(tree, this.expects, reading)
    const [, digits = "", fraction = "", unit = ""] = SIZE.exec(tree.value) ?? []
    const bytes = scaled(digits, fraction, UNIT_BYTES[unit] ?? 0)
    if (bytes !== undefined && bytes > 0) return bytes
    return reading.mistake("bad-number", tree, `${quoted(tree.value)} is not ${this.expects}.`)
  },
}

/** Digits times a unit, from the digits and never through a float; `undefined` where it is no whole number. */
function scaled(digits: string, fraction: string, unit: number): number | undefined {
  const divisor = 10 ** fraction.length
  const product = BigInt(digits === "" ? "0" : digits + fraction) * BigInt(unit)
  if (product % BigInt(divisor) !== 0n) return undefined
  const value = Number(product / BigInt(divisor))
  return Number.isSafeInteger(value) ? value : undefined
}
