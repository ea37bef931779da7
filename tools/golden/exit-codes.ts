import { MEANING_OF } from "@promotrail/cli"
import { page, table } from "./page.ts"

/** `docs/reference/exit-codes.md`. */
export function exitCodesPage(): string {
  return page("Exit codes", "`packages/cli/src/exit.ts`", [
    table(
      ["code", "meaning"],
      Object.entries(MEANING_OF).map(([exit, meaning]) => [exit, meaning]),
    ),
    "Nothing but an understood `allow` is 0.\n10 and 11 belong to verdicts alone.",
    '1 is never used: it is what a crashed runtime says, and "crashed" must never look like "denied".',
    "`--advisory` exits 0 once the decision is recorded as advisory; 64, 65, 69 and 70 remain.\nAn advisory decision opens no later gate.",
    "Over HTTP the same question answers 200 for allow, 409 for deny and hold with the decision as body, and 500 for an evaluation error, so `curl --fail-with-body` alone is an honest gate.",
  ])
}
