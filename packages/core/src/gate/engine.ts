/**
 * The evaluator that a decision names. `digest` is taken over the sources that can change an outcome
 * (`npm run golden` writes it, a test compares): a replay by another engine says so.
 */
export const ENGINE = {
  name: "promotrail",
  version: "0.1.0",
  digest: "sha256:d28101f8b18e677eae0be8476c957a1f80483feb2cb04021ed8e9eccc10d4b72",
} as const
