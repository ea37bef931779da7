import type { EnvironmentName } from "./names.ts"
import type { CheckRule, Gate } from "./policy.ts"
import type { CheckReader } from "./policy-check.ts"
import { accessibilityCheck } from "./policy-check-accessibility.ts"
import { celCheck } from "./policy-check-cel.ts"
import { codeCoverageCheck } from "./policy-check-code-coverage.ts"
import { coverageCheck } from "./policy-check-coverage.ts"
import { evidenceCheck } from "./policy-check-evidence.ts"
import { findingsCheck } from "./policy-check-findings.ts"
import { licencesCheck } from "./policy-check-licences.ts"
import { performanceCheck } from "./policy-check-performance.ts"
import { provenanceCheck } from "./policy-check-provenance.ts"
import { signatureCheck } from "./policy-check-signature.ts"
import { unavailableCheck } from "./policy-check-unavailable.ts"
import { upstreamCheck, upstreamRule } from "./policy-check-upstream.ts"
import { vulnerabilitiesCheck } from "./policy-check-vulnerabilities.ts"
import { didYouMean, quoted } from "./policy-mistake.ts"
import { checkKeys, wrongType, type Schema } from "./policy-shape.ts"
import { inherit, ROOT, type Entry, type MapTree, type Reading, type Tree } from "./policy-tree.ts"
import { newEnvironmentName, oneOf } from "./policy-values.ts"

/** Kinds of checks the language knows and this version does not evaluate. */
const NOT_EVALUATED = [
  "artifact",
  "source",
  "release-notes",
  "soak",
  "window",
  "approvals",
  "drift",
  "compatibility",
  "attest",
  "http",
]

/** Every key of a gate, in the order its rules are evaluated and shown. A new kind of check is one line here. */
const CHECKS: ReadonlyMap<string, CheckReader> = new Map([
  ["coverage", coverageCheck],
  ["evidence", evidenceCheck],
  ["code-coverage", codeCoverageCheck],
  ["findings", findingsCheck],
  ["vulnerabilities", vulnerabilitiesCheck],
  ["licences", licencesCheck],
  ["performance", performanceCheck],
  ["accessibility", accessibilityCheck],
  ["signature", signatureCheck],
  ["provenance", provenanceCheck],
  ["cel", celCheck],
  ...NOT_EVALUATED.map((kind) => [kind, unavailableCheck(kind)] as const),
  ["upstream", upstreamCheck],
])
const KEYS = [...CHECKS.keys(), "checks"]
const none = oneOf("none")

/** A gate, for the published schema. */
export const gateSchema: Schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...Object.fromEntries([...CHECKS].map(([key, { schema }]) => [key, schema])),
    checks: { ...none.schema, description: "none: everything may enter. It stands alone." },
  },
  // `checks: none` cannot stand beside other checks.
  anyOf: [{ not: { required: ["checks"] } }, { maxProperties: 1 }],
}

/** The section `gates` for the published schema, given where `gateSchema` stands in it. */
export const gatesSchema = (gate: string): Schema => ({
  type: "object",
  description: "What a release needs to enter an environment.",
  properties: { default: { $ref: gate, description: "What every gate inherits, key by key." } },
  propertyNames: { anyOf: [newEnvironmentName.schema, { const: "default" }] },
  additionalProperties: { $ref: gate },
})

/**
 * One gate for every entered environment, inheritance done, in the order given. While it is not known which are entered
 * (`undefined`: the mistake is elsewhere), what is written is checked all the same.
 */
export function readGates(
  tree: Tree | undefined,
  entered: readonly EnvironmentName[] | undefined,
  reading: Reading,
): readonly Gate[] | undefined {
  if (tree !== undefined && tree.kind !== "map") return wrongType(tree, "a mapping from environments to gates", reading)
  const written = tree?.entries ?? new Map<string, Entry>()
  for (const { value } of written.values()) checkGate(value, reading)
  const base = written.get("default")?.value
  if (entered === undefined) {
    for (const { value } of written.values()) rulesOf(effective(value, base), reading)
    return undefined
  }
  for (const [name, entry] of written) {
    if (name === "default" || entered.some((environment) => environment === name)) continue
    reading.mistake("gate-not-entered", entry, notEntered(name, entered, reading))
  }
  const gates = entered.map((environment): Gate | undefined => {
    const own = written.get(environment)
    const gate = effective(own?.value, base)
    if (gate !== undefined && gate !== "none" && gate.entries.size === 0) {
      const text = `The gate into \`${environment}\` has no check of its own. Give it some, or write \`checks: none\`.`
      reading.warn("gate-without-checks", own ?? tree ?? ROOT, text)
    }
    const checks = rulesOf(gate, reading)
    return checks && { environment, checks }
  })
  return gates.every((gate) => gate !== undefined) ? gates : undefined
}

/** Notes what is mistaken in a gate as written. */
function checkGate(tree: Tree, reading: Reading): void {
  if (tree.kind !== "map") return wrongType(tree, "a mapping of checks ({} inherits everything)", reading)
  checkKeys(tree, "a gate", KEYS, [], reading)
  for (const [key, { value }] of tree.entries) CHECKS.get(key)?.check(value, reading)
  const written = tree.entries.get("checks")
  if (written === undefined || none.read(written.value, reading) === undefined || tree.entries.size === 1) return
  reading.mistake("checks-none", written, "`checks: none` cannot stand beside other checks. Remove it, or all of them.")
}

/** What a gate says, inheritance done; `undefined` where it is not even a mapping, which was noted. */
function effective(own: Tree | undefined, base: Tree | undefined): MapTree | "none" | undefined {
  const said = own ?? NOTHING
  const inherited = base ?? NOTHING
  if (said.kind !== "map" || inherited.kind !== "map") return undefined
  if (said.entries.has("checks")) return "none"
  if (inherited.entries.has("checks")) return said.entries.size === 0 ? "none" : said
  const merged = inherit(inherited, said)
  return merged.kind === "map" ? merged : undefined
}

const NOTHING: MapTree = { ...ROOT, kind: "map", entries: new Map() }

/** The rules in their fixed order. Where the release comes from and whether it is blocked is asked at every gate. */
function rulesOf(gate: MapTree | "none" | undefined, reading: Reading): readonly CheckRule[] | "none" | undefined {
  if (gate === "none" || gate === undefined) return gate
  const rules: CheckRule[] = []
  let good = true
  for (const [key, check] of CHECKS) {
    const entry = gate.entries.get(key)
    const read = entry && check.rules(entry, reading)
    rules.push(...(read ?? []))
    good &&= entry === undefined || read !== undefined
  }
  if (!gate.entries.has("upstream")) rules.push(upstreamRule())
  rules.push({ kind: "release.blocked", severity: "block", parameters: {} })
  return good ? rules : undefined
}

function notEntered(name: string, entered: readonly EnvironmentName[], { declared }: Reading): string {
  if (declared?.has(name))
    return `Nothing enters ${quoted(name)}: it is first in the path and in every lane, or in none. Remove its gate.`
  return `${quoted(name)} is not declared under \`environments\`.${didYouMean(name, ["default", ...entered])}`
}
