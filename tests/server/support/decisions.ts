import type { Answer } from "./client.ts"

type Counts = { readonly passed: number; readonly inScope: number }
type Check = {
  readonly id: string
  readonly outcome: string
  readonly reasons: readonly { readonly code: string }[]
  readonly measured?: Counts & Readonly<Record<string, number>>
}

/** The checks of a decision that was answered. */
export const checksOf = (answer: Answer): readonly Check[] => (answer.body["checks"] ?? []) as readonly Check[]

/** One check in a line: `fail 8/10`, `unknown 0/0`, `absent`. */
export function told(answer: Answer, id: string): string {
  const check = checksOf(answer).find((one) => one.id === id)
  if (check === undefined) return "absent"
  return check.measured === undefined
    ? check.outcome
    : `${check.outcome} ${check.measured.passed}/${check.measured.inScope}`
}

/** The verdict with its reason codes. */
export function verdict(answer: Answer): string {
  return [answer.body["verdict"], ...((answer.body["reasons"] ?? []) as readonly string[])].join(" ")
}
