import type { VerificationSummary } from "@promotrail/core"
import { at, type Json, list, text } from "../json/json.ts"
import { readTime } from "../values/time.ts"
import { digestsOf } from "./digests.ts"

/** What a predicate says of a build; empty where it is about something else. */
export type Predicate = {
  readonly builder: string
  readonly buildType: string
  readonly sources: readonly string[]
  /** The one of them that was built, as the predicate names it; "" where it does not say. */
  readonly source: string
  readonly summary?: VerificationSummary
  /** When it was built, as written. */
  readonly times: readonly string[]
}

/** Materials that are kept: a build may list every package it used. */
const MOST_SOURCES = 100

/** Reads the provenance of SLSA v0.1, v0.2 and v1 (https://slsa.dev/provenance/), and dates of other predicates. */
export function readPredicate(type: string, predicate: Json): Predicate {
  if (/slsa\.dev\/provenance\/v1(\.|$)/.test(type)) {
    return {
      builder: text(predicate, "runDetails", "builder", "id"),
      buildType: text(predicate, "buildDefinition", "buildType"),
      sources: sourcesOf(list(predicate, "buildDefinition", "resolvedDependencies")),
      source: sourceOfParameters(at(predicate, "buildDefinition", "externalParameters")),
      times: [text(predicate, "runDetails", "metadata", "finishedOn")],
    }
  }
  if (/slsa\.dev\/provenance\/v0\.|in-toto\.io\/Provenance\//i.test(type)) {
    return {
      builder: text(predicate, "builder", "id"),
      buildType: text(predicate, "buildType") || text(predicate, "recipe", "type"),
      sources: sourcesOf([...configSource(predicate), ...list(predicate, "materials")]),
      source: sourcesOf(configSource(predicate))[0] ?? definedIn(predicate),
      times: [text(predicate, "metadata", "buildFinishedOn")],
    }
  }
  const nothing = { builder: "", buildType: "", sources: [], source: "" }
  if (/slsa\.dev\/verification_summary\/v1(\.|$)/.test(type)) {
    return { ...nothing, times: [text(predicate, "timeVerified")], summary: summaryOf(predicate) }
  }
  // A bill of materials, a scan or a test result in an attestation says itself when it was made.
  const times = [text(predicate, "metadata", "timestamp"), text(predicate, "creationInfo", "created")]
  return { ...nothing, times }
}

/** SLSA VSA (https://slsa.dev/verification_summary/v1). */
function summaryOf(predicate: Json): VerificationSummary {
  const verifiedAt = readTime(text(predicate, "timeVerified"))
  const texts = list(predicate, "verifiedLevels").filter((level) => typeof level === "string")
  return {
    verifier: text(predicate, "verifier", "id"),
    resource: text(predicate, "resourceUri"),
    policy: text(predicate, "policy", "uri"),
    result: text(predicate, "verificationResult"),
    levels: texts.slice(0, MOST_SOURCES),
    ...(verifiedAt.kind === "instant" ? { verifiedAt: verifiedAt.at } : {}),
  }
}

/**
 * What was built, from the parameters of SLSA v1. Their names are the build type's own; these are the ones of GitHub,
 * the SLSA generators, Cloud Build and Buildkit.
 */
function sourceOfParameters(parameters: Json | undefined): string {
  const repository = text(parameters, "workflow", "repository")
  if (repository !== "") {
    const ref = text(parameters, "workflow", "ref")
    return ref === "" ? repository : `${repository}@${ref}`
  }
  for (const name of ["source", "sourceToBuild", "buildConfigSource", "configSource"]) {
    const value = at(parameters, name)
    const [described] = value === undefined ? [] : sourcesOf([value])
    const found = typeof value === "string" ? value : (described ?? text(value, "repository"))
    if (found !== "") return found
  }
  return ""
}

/** SLSA v0.1: the recipe says by its place which material it came from. */
function definedIn(predicate: Json): string {
  const place = at(predicate, "recipe", "definedInMaterial")
  const material = typeof place === "number" ? at(predicate, "materials", place) : undefined
  return material === undefined ? "" : (sourcesOf([material])[0] ?? "")
}

/** Where the instructions of the build came from. */
function configSource(predicate: Json): readonly Json[] {
  const source = at(predicate, "invocation", "configSource")
  return source === undefined ? [] : [source]
}

/** `uri@algorithm:digest`, or the address alone, each once. */
function sourcesOf(materials: readonly Json[]): readonly string[] {
  const sources = new Set<string>()
  for (const material of materials) {
    const uri = text(material, "uri") || text(material, "name")
    const [digest] = digestsOf(material)
    if (uri !== "" && sources.size < MOST_SOURCES) sources.add(digest === undefined ? uri : `${uri}@${digest}`)
  }
  return [...sources]
}
