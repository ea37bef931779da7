/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:b592dbcfc2b56263a48a90db92169572daa1c334447bcf6fa5b8fa955cc5c74a",
} as const
