import { at, type Json, list, text } from "../json/json.ts"
import { digestsOf } from "./digests.ts"

/** What a predicate says of a build; empty where it is about something else. */
export type Predicate = {
  readonly builder: string
  readonly buildType: string
  readonly sources: readonly string[]
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
      times: [text(predicate, "runDetails", "metadata", "finishedOn")],
    }
  }
  if (/slsa\.dev\/provenance\/v0\.|in-toto\.io\/Provenance\//i.test(type)) {
    return {
      builder: text(predicate, "builder", "id"),
      buildType: text(predicate, "buildType") || text(predicate, "recipe", "type"),
      sources: sourcesOf([...configSource(predicate), ...list(predicate, "materials")]),
      times: [text(predicate, "metadata", "buildFinishedOn")],
    }
  }
  // A bill of materials, a scan or a test result in an attestation says itself when it was made.
  const times = [
    text(predicate, "metadata", "timestamp"),
    text(predicate, "creationInfo", "created"),
    text(predicate, "timeVerified"),
  ]
  return { builder: "", buildType: "", sources: [], times }
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
