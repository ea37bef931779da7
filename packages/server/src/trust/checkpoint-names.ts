import type { TransparencyLogEntry } from "@sigstore/bundle"
import type { TrustMaterial } from "@sigstore/verify"

/**
 * An entry whose checkpoint keeps the signatures of its log alone, by its exact name. The library takes any part of the
 * log's address for its name; a note's name is the host, whole, at most with its port (sigstore-go; c2sp.org/signed-note).
 */
export function withExactNames(
  entry: TransparencyLogEntry,
  { tlogs }: Pick<TrustMaterial, "tlogs">,
): TransparencyLogEntry {
  const proof = entry.inclusionProof
  if (proof?.checkpoint === undefined) return entry
  const log = tlogs.find(({ logID }) => logID.equals(entry.logId.keyId))
  if (log === undefined) return entry
  const { host, hostname } = new URL(log.baseURL)
  const { envelope } = proof.checkpoint
  const end = envelope.indexOf("\n\n") + 2
  if (end < 2) return entry
  const lines = envelope
    .slice(end)
    .split("\n")
    .filter(
      (line) => !line.startsWith("\u2014 ") || [host, hostname].some((name) => line.startsWith(`\u2014 ${name} `)),
    )
  const checkpoint = { ...proof.checkpoint, envelope: envelope.slice(0, end) + lines.join("\n") }
  return { ...entry, inclusionProof: { ...proof, checkpoint } } as TransparencyLogEntry
}
