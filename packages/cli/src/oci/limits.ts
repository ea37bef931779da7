/** A manifest or an index, as registries themselves limit them (OCI distribution spec 1.1, "Pushing Manifests"). */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024
/** One bundle or envelope: ours have 5 KB, those with a bill of materials inside some hundreds. */
export const MAX_ATTESTATION_BYTES = 5 * 1024 * 1024
/** What a token service answers, and credential helpers. */
export const MAX_TOKEN_BYTES = 256 * 1024
/** Referrers of one digest. Whoever has more is looked at by hand. */
export const MAX_REFERRERS = 500
/** Pages of a list of referrers. */
export const MAX_PAGES = 100
/** Layers of one manifest that are attestations: cosign adds one to the same manifest each time. */
export const MAX_LAYERS = 200
/** From one address to the next until a blob is there. */
export const MAX_REDIRECTS = 5
/** One exchange, from connecting to the last byte. */
export const TIMEOUT_MS = 30_000
