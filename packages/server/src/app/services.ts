import type { LedgerVerification, Matrix } from "@promotrail/contract"
import type { ApplicationName, ReleaseVersion, Result } from "@promotrail/core"
import { storedClassifications } from "./classification.ts"
import { storedCoverages } from "./coverage.ts"
import type { Deps } from "./deps.ts"
import { deployments, type Deployments } from "./deployments.ts"
import type { AppError } from "./errors.ts"
import { erasures, type Erasures } from "./erasure.ts"
import { gateBases } from "./gate-base.ts"
import { gates, type Gates } from "./gates.ts"
import { marks, type Marks } from "./marks.ts"
import { packs, type Packs } from "./pack/pack.ts"
import { applicationPages, type ApplicationPages } from "./pages/applications.ts"
import { auditReports, type AuditReports } from "./pages/audit-reports.ts"
import { cellPage, type CellPage } from "./pages/cell.ts"
import { evidencePages, type FactReaders } from "./pages/evidence.ts"
import { matrixPage } from "./pages/matrix.ts"
import { reportCellPage } from "./pages/report-cell.ts"
import { releasePages, type ReleasePages } from "./pages/releases.ts"
import { testPages, type TestPages } from "./pages/tests.ts"
import { storedPolicies, type Policies } from "./policies.ts"
import { policyFiles, type PolicyFiles } from "./policy-file.ts"
import { records, type Records } from "./records.ts"
import type { DeepReplay } from "../ports/deep-replay.ts"
import { replays, type Replays } from "./replays.ts"
import { replayPolicy, type PolicyQuestion, type PolicyReplay } from "./policy-replay.ts"
import { storedReports } from "./reports.ts"
import { releases, type Releases } from "./releases.ts"
import { tokens, type Tokens } from "./tokens.ts"
import { uploads, type Uploads } from "./uploads.ts"

/** Every use case, put together: what the HTTP border calls. */
export type Services = {
  readonly deps: Deps
  readonly policies: Policies
  readonly policyFiles: PolicyFiles
  readonly releases: Releases
  readonly uploads: Uploads
  readonly gates: Gates
  readonly replays: Replays
  /** What another policy would have made of past decisions. */
  readonly replayPolicy: (question: PolicyQuestion) => Promise<Result<PolicyReplay, AppError>>
  readonly deployments: Deployments
  readonly marks: Marks
  readonly tokens: Tokens
  readonly records: Records
  readonly erasures: Erasures
  readonly packs: Packs
  readonly pages: {
    readonly applications: ApplicationPages
    readonly releases: ReleasePages
    readonly reports: AuditReports
    readonly cell: CellPage
    readonly reportCell: ReturnType<typeof reportCellPage>
    readonly tests: TestPages
    readonly evidence: ReturnType<typeof evidencePages>
    readonly matrix: (
      application: ApplicationName,
      release: ReleaseVersion,
      actor: string,
    ) => Promise<Result<Matrix, AppError>>
  }
  readonly verify: () => Promise<LedgerVerification>
  readonly metrics: { decided(verdict: "allow" | "deny" | "hold" | "error"): void }
  readonly installation: { readonly installation: string; readonly version: string }
  /** Where the sample application's plan and files are. */
  readonly sampleFolder: string
}

/** What is not made of ports: things of the platform and of this installation. */
export type Surroundings = Pick<Services, "verify" | "metrics" | "installation" | "sampleFolder"> &
  FactReaders & {
    readonly clockMs: () => number
    readonly deepReplay: DeepReplay
  }

/** Builds the use cases from the ports. */
export function services(
  deps: Deps,
  { factsOf, itemsOf, clockMs, deepReplay, ...surroundings }: Surroundings,
): Services {
  const policies = storedPolicies(deps.store)
  const coverages = storedCoverages(deps.store, storedClassifications(deps.store))
  const reports = storedReports(deps, itemsOf)
  const asking = gates(deps, policies, gateBases(deps, coverages, reports))
  const recordReads = records(deps)
  const releaseReads = releasePages(deps, policies)
  return {
    ...surroundings,
    deps,
    policies,
    policyFiles: policyFiles(deps, policies),
    releases: releases(deps, policies),
    uploads: uploads(deps, policies, coverages),
    gates: asking,
    replays: replays(deps, deepReplay),
    replayPolicy: (question) => replayPolicy(deps, deepReplay, question),
    deployments: deployments(deps, policies),
    marks: marks(deps, policies),
    tokens: tokens(deps, clockMs),
    records: recordReads,
    erasures: erasures(deps),
    packs: packs(deps, recordReads, surroundings.installation.installation),
    pages: {
      applications: applicationPages(deps, policies),
      releases: releaseReads,
      reports: auditReports(deps),
      cell: cellPage(deps, policies, coverages),
      reportCell: reportCellPage(deps, policies, reports),
      tests: testPages(deps, policies, coverages),
      evidence: evidencePages(deps, { factsOf, itemsOf }),
      matrix: matrixPage(deps, { policies, coverages, gates: asking, reports, releases: releaseReads }),
    },
  }
}
