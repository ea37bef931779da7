/** Whole things counted: `passed` of `inScope`. Never a percentage; rounding is for eyes. */
export type Ratio = { readonly passed: number; readonly inScope: number }

/** Hundredths of a percent: 8500 is 85 %. Policies and signed data hold these, never floats. */
export type BasisPoints = number

/** Whether `passed / inScope` reaches `minimum`, compared in integers: 84,999 of 100,000 is not 85 %. */
export function atLeast({ passed, inScope }: Ratio, minimum: BasisPoints): boolean {
  return passed * 10_000 >= minimum * inScope
}

/** Whether `passed / inScope` is strictly above `target`. */
export function above({ passed, inScope }: Ratio, target: BasisPoints): boolean {
  return passed * 10_000 > target * inScope
}

/** Whether `passed / inScope` is green: above `target`, or complete, because nothing can be above a target of 100 %. */
export function clears(ratio: Ratio, target: BasisPoints): boolean {
  return ratio.passed === ratio.inScope || above(ratio, target)
}

/** The smallest number of passes out of `inScope` that reaches `minimum`. */
export function needed(inScope: number, minimum: BasisPoints): number {
  return Math.ceil((minimum * inScope) / 10_000)
}

/** For eyes only: the percentage cut (not rounded) to two decimals, so that 84.999 % never reads as 85 %. */
export function renderPercent({ passed, inScope }: Ratio): string {
  if (inScope === 0) return "–"
  const hundredths = Math.floor((passed * 10_000) / inScope)
  return `${(hundredths / 100).toFixed(2).replace(/\.?0+$/, "")} %`
}

/** A minimum or target as people write it: 8550 is `85.5 %`. */
export function renderBasisPoints(bp: BasisPoints): string {
  return `${(bp / 100).toFixed(2).replace(/\.?0+$/, "")} %`
}
