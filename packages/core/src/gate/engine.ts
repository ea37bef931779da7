/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:0397ff04b69b4ca6c5b0ddd30bebc9c81abdbd2948d71761bebe08ee4f8b578d",
} as const
