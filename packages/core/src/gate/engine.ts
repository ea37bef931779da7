/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:42cbe039ca61bb4c39082741ae142b5506089679dbca393a7acc44359cdc72d4",
} as const
