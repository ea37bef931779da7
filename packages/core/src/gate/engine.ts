/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:2dacc83fdf8122cf8f6db938d37323541f590ef1fbe99655f56468d6c31e7a18",
} as const
