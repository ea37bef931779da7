/** `1 change`, `2 changes`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** The period of a report, which holds its beginning and not its end. */
export function explainPeriod({
  from,
  to,
}: {
  readonly from?: string | undefined
  readonly to?: string | undefined
}): string {
  if (from === undefined) return to === undefined ? "of all time" : `before ${to}`
  return to === undefined ? `from ${from} on` : `from ${from} on and before ${to}`
}
