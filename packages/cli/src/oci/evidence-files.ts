import { Readable } from "node:stream"
import { refused, wrongUsage } from "../failure.ts"
import type { FoundFile } from "../files.ts"
import type { Settings } from "../settings.ts"
import { findAttestations } from "./attestations.ts"
import { isOwnSummary } from "./bundle-statement.ts"
import { registryOpener } from "./open.ts"
import { parseReference, renderReference, type Reference } from "./reference.ts"
import type { Registry } from "./registry.ts"
import { resolve } from "./resolve.ts"

/** An artifact of the release that attestations are looked for. */
export type RegisteredArtifact = { readonly name: string; readonly digest: string }

/** The attestations as files to send, in words what there is besides, and what could not be had. */
export type EvidenceFiles = {
  readonly files: readonly FoundFile[]
  readonly notes: readonly string[]
  readonly missing: number
}

const PREFIX = "oci:"

/** Splits words of a command line into references to registries and all others. */
export function splitReferences(words: readonly string[]): {
  readonly references: readonly Reference[]
  readonly others: readonly string[]
} {
  const given = words.filter((word) => word.startsWith(PREFIX)).map((word) => word.slice(PREFIX.length))
  const references = given.map(parseReference)
  const written = references.map(renderReference)
  const twice = written.find((one, at) => written.indexOf(one) !== at)
  if (twice !== undefined) throw wrongUsage(`${PREFIX}${twice} is given twice. Keep one.`)
  return { references, others: words.filter((word) => !word.startsWith(PREFIX)) }
}

/**
 * Fetches all attestations of a release's artifacts from the registries. A tag that stands for something else by now is
 * no way to this release, and a reference without a single attestation is an error: somebody expects one.
 */
export async function attestationFiles(
  references: readonly Reference[],
  artifacts: readonly RegisteredArtifact[],
  release: string,
  settings: Pick<Settings, "variables">,
): Promise<EvidenceFiles> {
  const open = registryOpener(references, "pull", settings)
  const all: EvidenceFiles[] = []
  for (const reference of references) all.push(await filesOf(reference, open(reference), artifacts, release))
  return {
    files: [...new Map(all.flatMap(({ files }) => files).map((file) => [file.name, file])).values()],
    notes: all.flatMap(({ notes }) => notes),
    missing: all.reduce((sum, { missing }) => sum + missing, 0),
  }
}

async function filesOf(
  reference: Reference,
  registry: Registry,
  artifacts: readonly RegisteredArtifact[],
  release: string,
): Promise<EvidenceFiles> {
  const where = renderReference(reference)
  const { fetched, platforms } = await resolve(registry, reference)
  const digests = new Set([fetched.digest, ...platforms.map(({ digest }) => digest)])
  const wanted = new Map(artifacts.filter(({ digest }) => digests.has(digest)).map((one) => [one.digest, one.name]))
  if (wanted.size === 0) {
    const moved =
      reference.digest === undefined
        ? "Has the tag moved since the release was registered?"
        : "Is it another release's?"
    throw refused(`${where} is ${fetched.digest}, which is no artifact of ${release}. ${moved} Nothing was sent.`)
  }
  const files: FoundFile[] = []
  const notes: string[] = []
  let missing = 0
  for (const [digest, name] of wanted) {
    const found = await findAttestations(registry, digest)
    const attestations = found.attestations.filter(({ bytes }) => !isOwnSummary(bytes))
    const own = found.attestations.length - attestations.length
    missing += found.missing.length
    notes.push(
      `${where}: ${name}@${digest} has ${attestations.length} ${attestations.length === 1 ? "attestation" : "attestations"}.`,
    )
    if (own > 0) notes.push(`  ${own} of type summary of a Promotrail gate: no evidence for a gate, not sent.`)
    notes.push(...found.notes.map((note) => `  ${note}`))
    notes.push(...found.missing.map((one) => `  ${one} is listed and is not there: what it says cannot be known.`))
    for (const { kind, digest: of, bytes } of attestations) {
      const ending = kind === "bundle" ? "sigstore.json" : "dsse.json"
      const open = (): Readable => Readable.from([bytes])
      files.push({ name: `${where}/${of.replace(":", "-")}.${ending}`, size: bytes.length, open })
    }
  }
  if (files.length > 0) return { files, notes, missing }
  const told = notes.length === 0 ? "" : ` ${notes.join(" ")}`
  throw refused(`${where} has no attestation that can be sent.${told} Attest it in the pipeline that builds it.`)
}
