/** A number with its unit, as measured. */
export type Quantity = { readonly value: number; readonly unit: string }

/** Where a figure has to be. */
export type Target = { readonly atLeast: number } | { readonly atMost: number }

/** One line of the table: what was measured, beside what, and whether it is where it was promised to be. */
export type Finding = {
  readonly what: string
  readonly ours: Quantity
  /** The limit or the peer, measured in the same run; `null` where the promise is absolute. */
  readonly beside: ({ readonly name: string } & Quantity) | null
  /** What the target judges: a ratio (unit `x`), or our own figure again. */
  readonly figure: Quantity
  /** `null`: measured for its own sake. */
  readonly target: Target | null
  readonly note?: string
}

/** How a finding stands to its target. */
export function verdictOf({ figure, target }: Finding): "met" | "not met" | "no target" {
  if (target === null) return "no target"
  const met = "atLeast" in target ? figure.value >= target.atLeast : figure.value <= target.atMost
  return met ? "met" : "not met"
}

/** The target in words. */
export function targetText({ figure, target }: Finding): string {
  if (target === null) return "–"
  const [sign, value] = "atLeast" in target ? ["≥", target.atLeast] : ["≤", target.atMost]
  return `${sign} ${quantityText({ value, unit: figure.unit })}`
}

/** A quantity with three digits that mean something. */
export function quantityText({ value, unit }: Quantity): string {
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  const text = value.toLocaleString("en-GB", { maximumFractionDigits: digits, minimumFractionDigits: 0 })
  return unit === "x" ? `${text}x` : `${text} ${unit}`.trimEnd()
}

/** A finding against a peer whose figure is better when lower, judged by how much faster or slower ours is. */
export function ratioFinding(
  what: string,
  ours: Quantity,
  beside: { readonly name: string } & Quantity,
  ratio: number,
  target: Target | null,
  note?: string,
): Finding {
  return { what, ours, beside, figure: { value: ratio, unit: "x" }, target, ...(note === undefined ? {} : { note }) }
}

/** A finding judged by its own figure. */
export function plainFinding(what: string, ours: Quantity, target: Target | null, note?: string): Finding {
  return { what, ours, beside: null, figure: ours, target, ...(note === undefined ? {} : { note }) }
}
