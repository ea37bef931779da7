/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:b414c15111040107fc65554795ed6db646b20ff83342460e8ac568f045cc3036",
} as const
