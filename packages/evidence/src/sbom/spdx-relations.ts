import type { DependencyGraph } from "./dependency-graph.ts"

/** What a relation of SPDX says about depth: which end is part of the other, or which end is the product. */
type Meaning = "contains" | "contained" | "describes" | "described"

/**
 * The relationship types that lead from a thing to what it is made of (SPDX 2.3 clause 11, SPDX 3 `RelationshipType`),
 * as their letters alone: `DEPENDS_ON` of SPDX 2 and `dependsOn` of SPDX 3 are one.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ["describes", "describes"],
  // A misspelling that Trivy wrote (seen).
  ["describe", "describes"],
  ["describedby", "described"],
  ["contains", "contains"],
  ["dependson", "contains"],
  ["hasprerequisite", "contains"],
  ["dynamiclink", "contains"],
  ["staticlink", "contains"],
  ["hasdynamiclink", "contains"],
  ["hasstaticlink", "contains"],
  ["hasoptionaldependency", "contains"],
  ["hasoptionalcomponent", "contains"],
  ["hasprovideddependency", "contains"],
  ["containedby", "contained"],
  ["packageof", "contained"],
  ["prerequisitefor", "contained"],
])

/** Puts a relation into the graph: `from` and `to` as the document has them. */
export function relate(graph: DependencyGraph, from: string, type: string, to: string, line: number): void {
  const letters = type.replaceAll(/[^a-z]/gi, "").toLowerCase()
  // BUILD_DEPENDENCY_OF, DEV_DEPENDENCY_OF and the like: for whom it is needed matters not to what it is.
  const meaning = MEANINGS.get(letters) ?? (letters.endsWith("dependencyof") ? "contained" : undefined)
  if (meaning === "describes") graph.root(graph.node(to))
  else if (meaning === "described") graph.root(graph.node(from))
  else if (meaning === "contains") graph.depends(graph.node(from), graph.node(to), line)
  else if (meaning === "contained") graph.depends(graph.node(to), graph.node(from), line)
}
