import { readJUnit } from "./promises/p01-read-junit.ts"
import { gateCheck } from "./promises/p04-gate-check.ts"
import { countCoverage } from "./promises/p08-count-coverage.ts"
import { ledgerRoot } from "./promises/p09-ledger-root.ts"
import type { Bench } from "./support/lab.ts"

/** Every bench there is, in the order they run. */
export const BENCHES: readonly Bench[] = [readJUnit, gateCheck, countCoverage, ledgerRoot]
