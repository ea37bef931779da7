import type { AccessReport, ControlsReport, OverridesReport, PopulationReport } from "@promotrail/contract"
import type { Instant } from "@promotrail/core"
import type { Deps } from "../deps.ts"
import { accessReport } from "./reports/access.ts"
import { controlsReport } from "./reports/controls.ts"
import { overridesReport, type Period } from "./reports/overrides.ts"
import { populationReport, type PopulationQuestion } from "./reports/population.ts"
import { signedRecords } from "./reports/signed-records.ts"
import { trail, type Trail } from "./reports/trail.ts"

export { NotTheLog } from "./reports/signed-records.ts"

/** Reports for auditors. They read signed records, not the state: what they say can be checked against the log. */
export interface AuditReports {
  population(question: PopulationQuestion): Promise<PopulationReport>
  access(asOf: Instant | undefined): Promise<AccessReport>
  controls(period: Period): Promise<ControlsReport>
  overrides(period: Period): Promise<OverridesReport>
  readonly trail: Trail
}

export function auditReports(deps: Deps): AuditReports {
  const records = signedRecords(deps)
  return {
    population: (question) => populationReport(records, deps.sha256, question),
    access: (asOf = deps.now()) => accessReport(records, asOf),
    controls: (period) => controlsReport(records, period),
    overrides: (period) => overridesReport(records, period),
    trail: trail(deps, records),
  }
}
