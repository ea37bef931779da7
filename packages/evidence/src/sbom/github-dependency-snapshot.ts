import { hasKeys } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { type Json, list, text } from "../json/json.ts"
import { readTime } from "../values/time.ts"
import { Components } from "./components.ts"
import type { Node } from "./dependency-graph.ts"
import { keptPurl, readPurl } from "./purl.ts"

/** What is sent to GitHub's dependency submission API. It knows no licences. */
export const GITHUB_DEPENDENCY_SNAPSHOT: Format = {
  id: "github-dependency-snapshot",
  kind: "sbom",
  title: "GitHub dependency snapshot",
  versions: "version 0 of the dependency submission API",
  recognisedBy: "`detector` with `manifests` or `ref`",
  takes: ["each resolved dependency of each manifest, by its package URL; direct ones are one step away"],
  refuses: [],
  distrusts: ["snapshots without a resolved dependency"],
  commands: ["trivy fs --format github ."],
  recognise: ({ first }) => hasKeys(first, "detector") && (hasKeys(first, "manifests") || hasKeys(first, "ref")),
  open,
}

function open(input: FormatInput): FormatReader {
  const components = new Components(input)
  const { graph } = components
  let manifests = 0
  let name = ""
  let version = ""
  let scanned: string | undefined

  const known = new Set<string>()
  const needs: { readonly node: Node; readonly name: string; readonly at: number }[] = []
  /** A dependency is named by its key; what it needs is named by keys too, alone or with a version behind them. */
  const add = (value: Json, key: string, manifest: string, at: number, pointer: string): void => {
    const purl = keptPurl(text(value, "package_url"), input.warnings)
    const found = purl === undefined ? { name: key, version: "" } : readPurl(purl)
    const name = `${manifest}/${key}`
    const node = graph.node(name)
    known.add(name)
    if (text(value, "relationship") === "direct") graph.contains(root, node, at)
    for (const needed of list(value, "dependencies")) {
      if (typeof needed === "string") needs.push({ node, name: `${manifest}/${needed}`, at })
    }
    components.add({ ...found, ...(purl === undefined ? {} : { purl }), licences: [], at, pointer }, node)
  }
  const root = graph.node("")
  graph.root(root)

  return openJson(
    input,
    {
      "detector/name": (value) => (name = typeof value === "string" ? value : ""),
      "detector/version": (value) => (version = typeof value === "string" ? value : ""),
      scanned: (value) => (scanned = typeof value === "string" ? value : undefined),
      "manifests/*": { open: () => manifests++ },
      "manifests/*/resolved/*": (value, { at, pointer, key }) => add(value, key, String(manifests), at, pointer),
    },
    () => {
      for (const need of needs) {
        const name = known.has(need.name) ? need.name : need.name.replace(/@[^@]*$/, "")
        graph.depends(need.node, graph.node(name), need.at)
      }
      const read = readTime(scanned ?? "")
      const counts = { ...components.finish(), manifests }
      return {
        refusal: null,
        ...(components.count === 0 ? { unfit: { kind: "nothing-measured", what: "components" } } : {}),
        counts,
        ...(name === "" ? {} : { tool: { name, ...(version === "" ? {} : { version }) } }),
        ...(read.kind === "instant" ? { producedAt: read.at } : {}),
      }
    },
  )
}
