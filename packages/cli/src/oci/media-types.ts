/** Lists of manifests: of OCI, and of Docker before it. */
export const INDEXES: readonly string[] = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]
/** Manifests whose digest is that of their bytes. Docker's schema 1 is none of them: it hashes a part of itself. */
export const MANIFESTS: readonly string[] = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
]
export const OCI_INDEX = "application/vnd.oci.image.index.v1+json"
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
/** The config of a manifest that has none, and its two bytes `{}` (OCI image spec 1.1, "Guidance for an Empty Descriptor"). */
export const EMPTY = "application/vnd.oci.empty.v1+json"
export const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
/** The layer of cosign's old signatures, which sign a description of the image in a format of their own. */
export const SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json"
const DSSE = "application/vnd.dsse.envelope.v1+json"

/** What an attestation is written as, by its media type; nothing for what is none. */
export function attestationKind(mediaType: string): "bundle" | "envelope" | undefined {
  if (/^application\/vnd\.dev\.sigstore\.bundle(?:\.v\d+\.\d+\+json|\+json;\s*version=\d+\.\d+)$/.test(mediaType)) {
    return "bundle"
  }
  return mediaType === DSSE ? "envelope" : undefined
}
