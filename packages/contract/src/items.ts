import {
  COVERAGE_METRICS,
  FINDING_SEVERITIES,
  IMPACTS,
  MEASURE_METRICS,
  VEX_STATUSES,
  type Item,
  type MeasureMetric,
} from "@promotrail/core"
import { z } from "zod"

/** Where in the raw file it stands. */
const placed = {
  at: z.int().meta({ description: "Line of the raw file, from 1." }),
  pointer: z.string().optional().meta({ description: "JSON pointer (RFC 6901) in the raw file." }),
  entry: z.string().optional().meta({ description: "File inside the archive." }),
}
const texts = z.array(z.string()).readonly()
const severity = z.enum(FINDING_SEVERITIES)
const state = z.enum(["open", "suppressed", "absent"])
const MEASURES = Object.keys(MEASURE_METRICS) as [MeasureMetric, ...MeasureMetric[]]

const types = {
  coverage: {
    metric: z.enum(COVERAGE_METRICS),
    scope: z.string().meta({ description: "File, package or class; empty: the whole report." }),
    covered: z.int(),
    total: z.int(),
  },
  measure: {
    metric: z.enum(MEASURES),
    scope: z.string().meta({ description: "Request label, transaction or page; empty: the whole run." }),
    value: z.int().meta({ description: "Microseconds, millionths, a count or bytes, as the metric is measured." }),
  },
  threshold: { name: z.string(), scope: z.string(), passed: z.boolean() },
  finding: {
    rule: z.string(),
    severity,
    native: z.string(),
    state,
    suppressedBy: z.string().optional(),
    isNew: z.boolean().optional(),
    title: z.string().optional(),
    file: z.string().optional(),
    line: z.int().optional(),
    url: z.string().optional(),
    occurrences: z.int().optional(),
    fingerprint: z.string(),
  },
  vulnerability: {
    id: z.string(),
    aliases: texts.optional(),
    component: z.string(),
    version: z.string(),
    purl: z.string().optional(),
    path: z.string().optional(),
    severity,
    native: z.string(),
    score10: z.int().optional().meta({ description: "CVSS base score times ten." }),
    fixedIn: texts.optional(),
    state,
    suppressedBy: z.string().optional(),
    title: z.string().optional(),
    fingerprint: z.string(),
  },
  component: {
    name: z.string(),
    version: z.string(),
    purl: z.string().optional(),
    cpe: z.string().optional(),
    componentType: z.string().optional(),
    licences: z
      .array(
        z.object({
          text: z.string(),
          form: z.enum(["expression", "name"]),
          source: z.enum(["declared", "concluded"]),
        }),
      )
      .readonly(),
    depth: z.int().optional(),
  },
  violation: {
    rule: z.string(),
    impact: z.enum(IMPACTS),
    page: z.string(),
    nodes: z.int(),
    needsReview: z.boolean(),
    title: z.string().optional(),
  },
  vex: {
    vulnerability: z.string(),
    aliases: texts.optional(),
    status: z.enum(VEX_STATUSES),
    products: texts,
    subcomponents: texts.optional(),
    justification: z.string().optional(),
    impact: z.string().optional(),
    author: z.string(),
    issuedAt: z.string(),
  },
  attestation: {
    statementType: z.string(),
    predicateType: z.string(),
    subjects: z.array(z.object({ name: z.string(), digests: texts })).readonly(),
    builder: z.string().optional(),
    buildType: z.string().optional(),
    sources: texts,
    source: z.string().optional(),
    summary: z
      .object({
        verifier: z.string(),
        resource: z.string(),
        policy: z.string(),
        result: z.string(),
        levels: texts,
        verifiedAt: z.string().optional(),
      })
      .optional(),
    signatures: z.int(),
    verified: z.literal("not-checked"),
  },
} as const

type Members = typeof types

const variant = <Type extends keyof Members>(type: Type) =>
  z.object({ type: z.literal(type), ...placed, ...types[type] })

/** What reports of other kinds than tests list, one by one. */
export const ItemSchema = z
  .discriminatedUnion("type", [
    variant("coverage"),
    variant("measure"),
    variant("threshold"),
    variant("finding"),
    variant("vulnerability"),
    variant("component"),
    variant("violation"),
    variant("vex"),
    variant("attestation"),
  ])
  .meta({ id: "Item" })

/** An item as the wire says it. */
export type WireItem = z.output<typeof ItemSchema>

/** The same members under the same names: one that the wire does not know, or knows otherwise, does not compile. */
export const itemToWire = (item: Item): WireItem => item

/** And back: JSON knows no members that are there and undefined, which is all that tells the two types apart. */
export const itemOfWire = (item: WireItem): Item => item as Item
