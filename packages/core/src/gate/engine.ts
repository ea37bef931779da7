/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:dec1d235c8ab9482a07b03a1b7403474dac3cb572005faedd9e7bcebd791c255",
} as const
