import { REASON_CODES } from "@promotrail/core"
import { page, table } from "./page.ts"

/** `docs/reference/reason-codes.md`. */
export function reasonCodesPage(): string {
  const sections = Object.entries(REASON_CODES).flatMap(([reason, { means, todo }]) => [
    `## ${reason}`,
    table(
      ["", ""],
      [
        ["means", means],
        ["what to do", todo],
      ],
    ),
  ])
  return page("Reason codes", "`packages/core/src/gate/reason-codes.ts`", [
    "Every check that does not pass says why with one or more of these codes.\nThey are stable: a code never changes its meaning.",
    "The same codes stand in the decision's JSON (`reasons`), in the ledger, on the page and in the terminal.",
    ...sections,
  ])
}
