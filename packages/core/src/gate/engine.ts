/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:8c21c491917bb93c86cc2738a99cc31dfe92d9e436a13da34fe715f2af0bd628",
} as const
