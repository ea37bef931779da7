/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:f572fac0ebb5af582a8ba56985245fa5ed243cec7e19c2fd0249e98da09f4890",
} as const
