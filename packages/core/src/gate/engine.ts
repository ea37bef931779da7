/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:a8c0e6563a2c4b1824e6b8e4690c6a99123723dbac28c3fd3b5e3e41a09aa946",
} as const
