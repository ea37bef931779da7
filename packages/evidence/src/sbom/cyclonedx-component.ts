import type { ComponentLicence } from "@promotrail/core"
import { shorten, type Tally } from "../warnings.ts"
import type { DraftComponent } from "./components.ts"
import { licenceOf } from "./licences.ts"
import { keptPurl } from "./purl.ts"

/** A licence choice of CycloneDX: one of the first three. */
export type RawLicence = {
  readonly id?: string
  readonly name?: string
  readonly expression?: string
  /** Whether there is a `license` element at all. */
  readonly isLicence: boolean
  readonly acknowledgement?: string
}

/** A component as JSON and XML have it in common; undefined is "not there". */
export type RawComponent = {
  readonly type: string | undefined
  readonly ref: string | undefined
  readonly group: string | undefined
  readonly name: string | undefined
  readonly version: string | undefined
  readonly versionRange: string | undefined
  /** Whether it is expected to be there at run time, and not a part of the product. */
  readonly isExternal: boolean
  readonly purl: string | undefined
  readonly cpe: string | undefined
  readonly scope: string | undefined
  readonly hashes: readonly { readonly alg: string | undefined; readonly content: string | undefined }[]
  readonly licences: readonly RawLicence[]
}

const TYPES: ReadonlySet<string> = new Set([
  "application",
  "framework",
  "library",
  "container",
  "operating-system",
  "device",
  "firmware",
  "file",
])
const TYPES_SINCE: ReadonlyMap<string, number> = new Map([
  ["platform", 5],
  ["device-driver", 5],
  ["machine-learning-model", 5],
  ["data", 5],
  ["cryptographic-asset", 6],
])
const SCOPES: ReadonlySet<string> = new Set(["required", "optional", "excluded"])
const HASHES: ReadonlySet<string> = new Set([
  "MD5",
  "SHA-1",
  "SHA-256",
  "SHA-384",
  "SHA-512",
  "SHA3-256",
  "SHA3-384",
  "SHA3-512",
  "BLAKE2b-256",
  "BLAKE2b-384",
  "BLAKE2b-512",
  "BLAKE3",
  "Streebog-256",
  "Streebog-512",
])
/** The last version whose enumerations are written above: newer ones may have more words. */
const NEWEST = 7
/** The versions `1.x` in which a rule was relaxed, the strictest first. */
export const RELAXED_IN: readonly number[] = [0, 4, 5, 6, 7, NEWEST + 1]

/**
 * What makes a component invalid in version `1.minor` (the specification's schemas, `component`), as a clause: what is
 * required, and words that the version does not have. Only what is taken from a component is looked at.
 * What is valid in one version is valid in all later ones.
 */
export function faultOf(component: RawComponent, minor: number): string | undefined {
  const { type, ref, name, version, versionRange, scope, hashes, licences } = component
  if (type === undefined) return "a component has no type"
  if (!isTypeOf(type, minor)) return `a component has the type ${shorten(type)}, which version 1.${minor} does not have`
  if (name === undefined) return "a component has no name"
  // Optional since 1.4.
  if (version === undefined && minor < 4) return `the component ${shorten(name)} has no version`
  if (version !== undefined && versionRange !== undefined)
    return `the component ${shorten(name)} has a version and a range of versions`
  if (versionRange !== undefined && !component.isExternal)
    return `the component ${shorten(name)} has a range of versions, and is not external`
  if (ref === "") return `the component ${shorten(name)} has an empty bom-ref`
  if (scope !== undefined && !SCOPES.has(scope))
    return `the component ${shorten(name)} has the scope ${shorten(scope)}, which does not exist`
  for (const { alg, content } of hashes) {
    const isKnown = alg !== undefined && (HASHES.has(alg) || minor > NEWEST)
    if (!isKnown) return `the component ${shorten(name)} has a hash of the algorithm ${shorten(alg ?? "")}`
    if (content === undefined || !isDigest(content)) return `the component ${shorten(name)} has a hash that is none`
  }
  if (licences.some(({ expression, isLicence }) => expression !== undefined && isLicence))
    return `a licence of the component ${shorten(name)} is an expression and a licence at once`
  if (minor < 7 && licences.length > 1 && licences.some(({ expression }) => expression !== undefined))
    return `the component ${shorten(name)} has an expression among several licences`
  if (licences.some(({ id, name: named, expression }) => (id ?? named ?? expression) === undefined))
    return `a licence of the component ${shorten(name)} has neither id nor name`
  return undefined
}

function isTypeOf(type: string, minor: number): boolean {
  const since = TYPES_SINCE.get(type)
  return TYPES.has(type) || (since !== undefined && since <= minor) || minor > NEWEST
}

const isDigest = (text: string): boolean =>
  /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i.test(text)

/** The component as an item, without its place. */
export function draftOf(component: RawComponent, warnings: Tally): Omit<DraftComponent, "at" | "pointer"> {
  const { type, group = "", name = "", version, versionRange, cpe = "" } = component
  const purl = keptPurl(component.purl ?? "", warnings)
  return {
    name: group === "" ? name : `${group}/${name}`,
    version: version ?? versionRange ?? "",
    ...(purl === undefined ? {} : { purl }),
    ...(cpe === "" ? {} : { cpe }),
    ...(type === undefined ? {} : { componentType: type }),
    licences: component.licences.flatMap(licencesOf),
  }
}

/** What is not said to be concluded was declared (CycloneDX 1.6, `acknowledgement`). */
function licencesOf({ id = "", name = "", expression = "", acknowledgement }: RawLicence): readonly ComponentLicence[] {
  const source = acknowledgement === "concluded" ? "concluded" : "declared"
  if (expression !== "") return licenceOf(expression, "expression", source)
  return id === "" ? licenceOf(name, "name", source) : licenceOf(id, "expression", source)
}
