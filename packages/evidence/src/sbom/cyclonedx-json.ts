import { hasKeys, textAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as member, has, isJsonList, isJsonObject, type Json, list, text, truth } from "../json/json.ts"
import type { RawComponent, RawLicence } from "./cyclonedx-component.ts"
import { CycloneDxDocument, type Role } from "./cyclonedx-document.ts"
import { CYCLONEDX_VERSIONS } from "./cyclonedx-version.ts"
import type { Node } from "./dependency-graph.ts"

/** CycloneDX in JSON (ECMA-424; https://cyclonedx.org/docs/). Nested components count like all others. */
export const CYCLONEDX_JSON: Format = {
  id: "cyclonedx-json",
  kind: "sbom",
  title: "CycloneDX JSON",
  versions: CYCLONEDX_VERSIONS,
  recognisedBy: "`bomFormat`, or `specVersion` with `components`",
  takes: [
    "each component, nested ones too, with package URL, CPE and type",
    "licences: ids and expressions as expressions, names as names; declared, unless said to be concluded",
    "steps from the product, by the dependencies",
    "of documents without components: each vulnerability, or where all were analysed, each VEX statement",
  ],
  refuses: ["documents that relate components and list none; versions other than 1.x"],
  distrusts: [
    "documents without a component or a vulnerability",
    "components without type or name, with a type, scope or hash algorithm that the version does not have",
    "licences with neither id nor name, or expression and licence at once; dependencies that do not say whose they are",
    "a serial number that is no UUID",
  ],
  commands: [
    "syft . -o cyclonedx-json",
    "trivy fs --format cyclonedx .",
    "cdxgen -o bom.json",
    "npm sbom --sbom-format cyclonedx",
  ],
  recognise: ({ first }) =>
    hasKeys(first, "bomFormat") ||
    /cyclonedx/i.test(textAt(first, "$schema")) ||
    (hasKeys(first, "specVersion") &&
      (hasKeys(first, "components") || hasKeys(first, "metadata") || hasKeys(first, "serialNumber"))),
  open,
}

function open(input: FormatInput): FormatReader {
  const document = new CycloneDxDocument(input, false)
  const { faults } = document
  let named = false
  return openJson(
    input,
    {
      bomFormat: (value, { at }) => {
        named = true
        if (value !== "CycloneDX") faults.add(at, "`bomFormat` is not CycloneDX")
      },
      specVersion: (value, { at }) => document.specVersion(typeof value === "string" ? value : "", at),
      serialNumber: (value, { at }) => document.serialNumber(typeof value === "string" ? value : "", at),
      version: (value, { at }) => document.bomVersion(typeof value === "number" ? value : undefined, at),
      "metadata/timestamp": (value, { at }) => document.timestamp(typeof value === "string" ? value : "", at),
      "metadata/tools": (value) => readTools(value, document),
      "metadata/component": (value, { at, pointer }) =>
        readComponent(value, "product", undefined, at, pointer, document),
      components: {
        open: (kind, { at }) => kind !== "array" && faults.add(at, "the components are no list"),
      },
      "components/*": (value, { at, pointer }) => readComponent(value, "listed", undefined, at, pointer, document),
      "services/*": () => document.services++,
      "vulnerabilities/*": (value, { at, pointer }) => document.vulnerabilities.add(value, at, pointer),
      "metadata/supplier": (value) => document.writtenFor(text(value, "name"), 0),
      "metadata/manufacturer": (value) => document.writtenFor(text(value, "name"), 1),
      // So called before 1.6.
      "metadata/manufacture": (value) => document.writtenFor(text(value, "name"), 2),
      "metadata/authors/0": (value) => document.writtenFor(text(value, "name"), 3),
      "dependencies/*": (value, { at }) => {
        const on = [...list(value, "dependsOn"), ...list(value, "provides")]
        document.dependency(
          string(value, "ref"),
          on.map((ref) => (typeof ref === "string" ? ref : undefined)),
          at,
        )
      },
    },
    () => {
      if (!named) faults.add(1, "`bomFormat` is missing")
      return document.finish()
    },
  )
}

/** A component and all that stand inside it. Inside the product are parts of it, which are no components of the list. */
function readComponent(
  value: Json,
  role: Role,
  inside: Node | undefined,
  at: number,
  pointer: string,
  document: CycloneDxDocument,
): void {
  if (!isJsonObject(value)) return document.faults.add(at, "a component is no object")
  const node = document.component(rawOf(value), role, inside, at, pointer)
  for (const [index, nested] of list(value, "components").entries()) {
    const where = `${pointer}/components/${index}`
    readComponent(nested, role === "product" ? "part" : role, node, at, where, document)
  }
  return undefined
}

function rawOf(value: Json): RawComponent {
  return {
    type: string(value, "type"),
    ref: string(value, "bom-ref"),
    group: string(value, "group"),
    name: string(value, "name"),
    version: string(value, "version"),
    versionRange: string(value, "versionRange"),
    isExternal: truth(value, "isExternal") === true,
    purl: string(value, "purl"),
    cpe: string(value, "cpe"),
    scope: string(value, "scope"),
    hashes: list(value, "hashes").map((hash) => ({ alg: string(hash, "alg"), content: string(hash, "content") })),
    licences: list(value, "licenses").map(rawLicence),
  }
}

function rawLicence(choice: Json): RawLicence {
  const id = string(choice, "license", "id")
  const name = string(choice, "license", "name")
  const expression = string(choice, "expression")
  const acknowledgement = string(choice, "license", "acknowledgement") ?? string(choice, "acknowledgement")
  return {
    isLicence: has(choice, "license"),
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(expression === undefined ? {} : { expression }),
    ...(acknowledgement === undefined ? {} : { acknowledgement }),
  }
}

/** Tools are a list, or since 1.5 an object of components and services. */
function readTools(value: Json, document: CycloneDxDocument): void {
  const tools = isJsonList(value) ? value : [...list(value, "components"), ...list(value, "services")]
  for (const tool of tools) document.writtenBy(text(tool, "name"), text(tool, "version"))
}

/** The text at a path; undefined where there is none. */
function string(value: Json, ...path: readonly string[]): string | undefined {
  const found = member(value, ...path)
  return typeof found === "string" ? found : undefined
}
