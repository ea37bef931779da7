/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:23e3277180e34aa997d1bc5bc7d18c8b339818122b2831fdbdc35521c561c2bf",
} as const
