import { flood } from "./promises/flood.ts"
import { jiraModel } from "./promises/jira-model.ts"
import { readJUnit } from "./promises/p01-read-junit.ts"
import { ingest } from "./promises/p02-ingest.ts"
import { ingestMemory } from "./promises/p03-memory.ts"
import { gateCheck } from "./promises/p04-gate-check.ts"
import { recordedGate } from "./promises/p05-recorded-gate.ts"
import { growth } from "./promises/p06-growth.ts"
import { command } from "./promises/p07-command.ts"
import { countCoverage } from "./promises/p08-count-coverage.ts"
import { ledgerRoot } from "./promises/p09-ledger-root.ts"
import { signedEntries } from "./promises/p10-signed-entries.ts"
import { exportLedger } from "./promises/p11-export.ts"
import { writeMatrix } from "./promises/p12-matrix.ts"
import { drawMatrix } from "./promises/p13-page.ts"
import { startUp } from "./promises/p14-start.ts"
import { badDay } from "./promises/p15-bad-day.ts"
import { upkeep } from "./promises/p16-upkeep.ts"
import { verifyLog } from "./promises/p17-verify-log.ts"
import { readFormats } from "./promises/read-formats.ts"
import { takeInFormats } from "./promises/take-in-formats.ts"
import { verifyPack } from "./promises/verify-pack.ts"
import type { Bench } from "./support/lab.ts"

/** Every bench there is, in the order they run. */
export const BENCHES: readonly Bench[] = [
  readJUnit,
  ingest,
  ingestMemory,
  gateCheck,
  recordedGate,
  growth,
  command,
  countCoverage,
  ledgerRoot,
  signedEntries,
  exportLedger,
  writeMatrix,
  drawMatrix,
  startUp,
  badDay,
  upkeep,
  verifyLog,
  verifyPack,
  flood,
  jiraModel,
  readFormats,
  takeInFormats,
]
