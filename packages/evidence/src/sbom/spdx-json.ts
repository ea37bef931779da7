import { hasKeys, isList, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as member, type Json, list, text } from "../json/json.ts"
import type { JsonRules } from "../json/rules.ts"
import { SPDX_2_VERSIONS, Spdx2Document } from "./spdx-2-document.ts"
import { Spdx3Document } from "./spdx-3-document.ts"

/** SPDX 2 in JSON and SPDX 3 in JSON-LD (https://spdx.dev/use/specifications/). Packages are the components. */
export const SPDX_JSON: Format = {
  id: "spdx-json",
  kind: "sbom",
  title: "SPDX JSON",
  versions: `${SPDX_2_VERSIONS} in JSON; 3.0 and drafts of it in JSON-LD`,
  recognisedBy: "`spdxVersion` or `SPDXID`, or an SPDX 3 `@context`",
  takes: [
    "each package with version, package URL, CPE and purpose; of SPDX 3 those of every profile",
    "declared and concluded licences; NOASSERTION and NONE are no licence",
    "steps from what the document describes, by its relationships",
  ],
  refuses: [
    "documents that relate packages and list none; documents that do not say their version, and versions other than 2.x and 3.x",
  ],
  distrusts: ["documents without a package, packages without id or name, relationships without ends"],
  commands: ["syft . -o spdx-json", "trivy fs --format spdx-json .", "npm sbom --sbom-format spdx"],
  recognise: ({ first }) =>
    hasKeys(first, "spdxVersion") ||
    hasKeys(first, "SPDXID") ||
    hasKeys(shapeAt(first, "sbom"), "spdxVersion") ||
    /spdx/i.test(textAt(first, "@context")) ||
    (isList(shapeAt(first, "@context")) && /spdx/i.test(textAt(first, "@context", 0))) ||
    (hasKeys(first, "@graph") && hasKeys(shapeAt(first, "@graph", 0), "type")),
  open,
}

function open(input: FormatInput): FormatReader {
  const two = new Spdx2Document(input)
  const three = new Spdx3Document(input)
  const rules: JsonRules = {
    ...rulesOf2("", two),
    // GitHub's API answers with the document inside an object.
    ...rulesOf2("sbom/", two),
    "@context": (value) => three.context(value),
    "@graph/*": (value, { at, pointer }) => three.element(value, at, pointer),
  }
  return openJson(input, rules, () => {
    if (three.elements === 0) return two.finish()
    if (!two.isBegun) return three.finish()
    const unfit = { kind: "invalid", line: 1, what: "the document is SPDX 2 and SPDX 3 at once" } as const
    // A version 3 where version 2 has its own is a document of version 3 all the same.
    return { ...(two.isOfVersion3 ? three : two).finish(), unfit }
  })
}

function rulesOf2(prefix: string, document: Spdx2Document): JsonRules {
  const rules: JsonRules = {
    spdxVersion: (value, { at }) => document.spdxVersion(typeof value === "string" ? value : "", at),
    creationInfo: (value) => {
      document.created(text(value, "created"))
      for (const creator of list(value, "creators")) if (typeof creator === "string") document.creator(creator)
    },
    packages: { open: (kind, { at }) => kind !== "array" && document.invalid(at, "the packages are no list") },
    "packages/*": (value, { at, pointer }) => readPackage(value, at, pointer, document),
    "files/*": () => document.files++,
    "documentDescribes/*": (value) => typeof value === "string" && document.describes(value),
    "relationships/*": (value, { at }) =>
      document.relationship(
        text(value, "spdxElementId"),
        text(value, "relationshipType"),
        text(value, "relatedSpdxElement"),
        at,
      ),
  }
  return Object.fromEntries(Object.entries(rules).map(([path, rule]) => [prefix + path, rule]))
}

function readPackage(value: Json, at: number, pointer: string, document: Spdx2Document): void {
  const id = string(value, "SPDXID")
  document.package(
    {
      id,
      name: string(value, "name"),
      version: text(value, "versionInfo"),
      purpose: text(value, "primaryPackagePurpose"),
      declared: text(value, "licenseDeclared"),
      concluded: text(value, "licenseConcluded"),
      references: list(value, "externalRefs").map((one) => [text(one, "referenceType"), text(one, "referenceLocator")]),
    },
    at,
    pointer,
  )
  for (const file of list(value, "hasFiles")) if (typeof file === "string") document.holds(id ?? "", file, at)
}

function string(value: Json, key: string): string | undefined {
  const found = member(value, key)
  return typeof found === "string" ? found : undefined
}
