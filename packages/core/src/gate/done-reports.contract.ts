import { CATEGORY_OF_KIND, SUBJECT_OF_KIND, type ReportKind } from "../catalog/evidence-kind.ts"
import type { Item } from "../catalog/items.ts"
import type { CategoryName } from "../catalog/names.ts"
import { attestation, RELEASE_KEY, summary, verified } from "../reports/attested.contract.ts"
import { coverageItem, componentItem, measureItem, NOW, uploadOf, vexItem } from "../reports/uploads.contract.ts"
import type { CurrentUpload, ReleaseReports } from "../reports/uploads.ts"
import type { Action } from "./outcome.ts"

/** Actions that change reports other than tests. */
export type ReportAction = Exclude<
  Action,
  { action: "pass-tests" | "report-tests" | "report-evidence" | "promote-upstream" | "lift-block" }
>

/** The uploads after an action was really done: other files, other items. Knows nothing of the gate's own hypotheses. */
export function doneToReports(reports: ReleaseReports, action: ReportAction): ReleaseReports {
  switch (action.action) {
    case "upload-report":
      return uploaded(reports, action.kind, action.category ?? (CATEGORY_OF_KIND[action.kind] as CategoryName))
    case "fix-findings":
      return without(reports, "findings", action, (item) =>
        action.items.slice(0, action.count).some(({ rule }) => item.type === "finding" && item.rule === rule),
      )
    case "fix-vulnerabilities":
      return without(reports, "vulnerabilities", action, (item) =>
        action.items.slice(0, action.count).some(({ id }) => item.type === "vulnerability" && item.id === id),
      )
    case "fix-violations":
      return without(reports, "accessibility", action, (item) =>
        action.items.slice(0, action.count).some(({ rule }) => item.type === "violation" && item.rule === rule),
      )
    case "settle-licence": {
      const names = new Set(action.components.map(({ name }) => name))
      return changed(reports, "sbom", action.category, (item) =>
        item.type === "component" && names.has(item.name) ? componentItem(item.name, "MIT") : item,
      )
    }
    case "meet-budget":
      return changed(reports, "performance", action.category, (item) =>
        item.type === "measure" && item.metric === action.metric && item.scope === action.scope
          ? { ...item, value: Math.min(item.value, action.limit) }
          : item,
      )
    case "meet-thresholds":
      return changed(reports, "performance", action.category, (item) =>
        item.type === "threshold" ? { ...item, passed: true } : item,
      )
    case "cover-code":
      return {
        ...reports,
        uploads: reports.uploads.map((upload) =>
          upload.id === action.evidence
            ? {
                ...upload,
                items: upload.items.map((item) =>
                  item.type === "coverage" && item.metric === action.metric
                    ? { ...item, covered: item.covered + action.count }
                    : item,
                ),
              }
            : upload,
        ),
      }
  }
}

const isOf =
  (kind: ReportKind, category: CategoryName) =>
  (upload: CurrentUpload): boolean =>
    upload.kind === kind && upload.category === category

function changed(
  reports: ReleaseReports,
  kind: ReportKind,
  category: CategoryName,
  change: (item: Item) => Item,
): ReleaseReports {
  const isIt = isOf(kind, category)
  return {
    ...reports,
    uploads: reports.uploads.map((upload) => (isIt(upload) ? { ...upload, items: upload.items.map(change) } : upload)),
  }
}

function without(
  reports: ReleaseReports,
  kind: ReportKind,
  { category }: { readonly category: CategoryName },
  isGone: (item: Item) => boolean,
): ReleaseReports {
  const isIt = isOf(kind, category)
  return {
    ...reports,
    uploads: reports.uploads.map((upload) =>
      isIt(upload) ? { ...upload, items: upload.items.filter((item) => !isGone(item)) } : upload,
    ),
  }
}

const ENOUGH = { rules: 1_000, requests: 1_000, passes: 1_000, components: 1_000 }

/** What a report has to say where nothing said it before: good news. */
const GOOD: { readonly [Kind in ReportKind]: readonly Item[] } = {
  findings: [],
  vulnerabilities: [],
  sbom: [componentItem("good", "MIT")],
  performance: [measureItem("p95", 1_000), measureItem("error-rate", 0), measureItem("p95", 1_000, "checkout")],
  accessibility: [],
  "code-coverage": [coverageItem("line", 10, 10), coverageItem("branch", 10, 10)],
  vex: [vexItem("CVE-1999-1")],
  provenance: [],
}

/** Everything of a kind and category measured again, from where it should be: the same is found. */
export function uploaded(reports: ReleaseReports, kind: ReportKind, category: CategoryName): ReleaseReports {
  const isIt = isOf(kind, category)
  const before = reports.uploads.filter(isIt)
  // Attestations add up: what was there stays, and what is good stands beside it.
  const attestations = [attestation(), attestation({ verification: verified({ signers: [RELEASE_KEY] }) }), summary()]
  const stated = before.flatMap(({ items }) => items.map(nameOf))
  const missing =
    kind === "sbom" && before.length > 0 ? [] : GOOD[kind].filter((item) => !stated.includes(nameOf(item)))
  const again = before.map((upload): CurrentUpload => ({
    ...upload,
    receivedAt: NOW,
    producer: "ci-7",
    subject: SUBJECT_OF_KIND[kind],
    counts: ENOUGH,
  }))
  const first =
    again.length > 0 && missing.length === 0 && kind !== "provenance"
      ? []
      : [
          uploadOf(kind, missing, {
            id: `new-${kind}`,
            category,
            tool: "new",
            producer: "ci-7",
            counts: ENOUGH,
            ...(kind === "provenance" ? { attestations } : {}),
          }),
        ]
  return {
    ...reports,
    refused: reports.refused.filter((one) => one.category !== category || (one.kind !== null && one.kind !== kind)),
    uploads: [...reports.uploads.filter((upload) => !isIt(upload)), ...again, ...first],
  }
}

/** What is stated of what: a metric of a whole or of a label. */
function nameOf(item: Item): string {
  return item.type === "measure" || item.type === "coverage" ? `${item.metric} ${item.scope}` : item.type
}
