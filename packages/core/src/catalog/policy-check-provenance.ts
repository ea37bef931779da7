import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { maxAge, standingOf } from "./policy-check-report.ts"
import { signedBy, signedByKeys } from "./policy-check-signed-by.ts"
import { quoted } from "./policy-mistake.ts"
import type { BuilderRule, SlsaLevel } from "./policy-reports.ts"
import { described, either, listOf, mapping, refined, wrongType, type Shape } from "./policy-shape.ts"
import { pattern, patterns, prose } from "./policy-values.ts"

const level: Shape<SlsaLevel> = {
  expects: "a SLSA build level: 1, 2 or 3",
  schema: { enum: [1, 2, 3] },
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "number") return wrongType(tree, this.expects, reading)
    if (tree.value === 1 || tree.value === 2 || tree.value === 3) return tree.value
    return reading.mistake("bad-number", tree, `${quoted(tree.source)} is not ${this.expects}.`)
  },
}

const builder: Shape<BuilderRule> = either(
  (tree) => tree.kind === "map",
  mapping("a builder", { id: pattern, level }, {}),
  refined(pattern, {}, (id) => ({ id, level: null })),
)

const builders: Shape<readonly BuilderRule[]> = either(
  (tree) => tree.kind === "list",
  listOf(builder, { min: 1 }),
  refined(builder, {}, (one) => [one]),
)

const written = mapping(
  "`provenance`",
  {},
  {
    ...signedByKeys,
    builder: described(builders, "Who may have built it, by id; { id, level } where you know the level it reaches."),
    source: described(patterns, "Repositories it may have been built from."),
    level: described(
      level,
      "The SLSA build level it has to show: 1 signed, 2 by the platform, 3 by an isolated builder.",
    ),
    buildType: described(patterns, "How it may have been built."),
    predicate: described(
      patterns,
      "Predicate types that count. Default: SLSA provenance, and summaries of a `verifier`.",
    ),
    verifier: described(patterns, "Whose verification summaries (SLSA VSA) count as provenance."),
    resource: described(prose, "What a verification summary has to be about, exactly."),
    verifiedLevels: described(listOf(prose, { min: 1, unique: true }), "Levels a verification summary has to state."),
    maxAge,
    ...commonKeys,
  },
)

/** `provenance`: where, from what and how carefully every artifact of the release has to have been built. */
export const provenanceCheck: CheckReader = checkReader(written, (read, { value: tree }, reading) => {
  const { builder: builtBy = [], source = [], buildType = [], predicate = [], verifier = [] } = read
  const { level: least, resource, verifiedLevels = [] } = read
  const may = signedBy(read, tree, reading)
  if (may === undefined) return undefined
  if (may.signers.length + may.keys.length + builtBy.length === 0) {
    const told =
      "`provenance` has to say whose word it is: a `builder`, an `identity` with its `issuer`, or `keys`. Without one everybody's will do."
    return reading.mistake("missing-key", { ...tree, path: `${tree.path}.builder` }, told)
  }
  const ofSummaries = resource !== undefined ? "resource" : verifiedLevels.length > 0 ? "verifiedLevels" : undefined
  if (ofSummaries !== undefined && verifier.length === 0) {
    const told = `\`${ofSummaries}\` is about verification summaries. Say whose count: \`verifier\`.`
    return reading.mistake("missing-key", { ...tree, path: `${tree.path}.verifier` }, told)
  }
  const parameters = {
    ...standingOf(read),
    ...may,
    builders: builtBy,
    sources: source,
    buildTypes: buildType,
    predicates: predicate,
    level: least ?? null,
    verifiers: verifier,
    resource: resource ?? null,
    verifiedLevels,
  }
  return [{ kind: "provenance", ...baseOf(read), parameters }]
})
