/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:f67b6ddcbc138a9097010a61156a9139b897d49b5710d0f6cb531e9084e7bceb",
} as const
