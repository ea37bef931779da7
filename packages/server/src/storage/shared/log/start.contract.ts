import { newKey, signerOf } from "../../../keys/key-pair.ts"
import type { LogStart } from "./start-log.ts"

/** Keys in PEM that nobody else has. */
export const keysForTests = (): { readonly record: string; readonly log: string } => ({
  record: newKey("record"),
  log: newKey("log"),
})

/** How a log is started in tests: with new keys, and nothing published. */
export function startForTests(changed: Partial<LogStart> = {}): LogStart {
  const keys = keysForTests()
  return {
    openSigner: () => signerOf(keys, { record: "the record key", log: "the log key" }),
    origin: undefined,
    published: () => undefined,
    recover: false,
    nowMs: Date.UTC(2026, 10, 20),
    ...changed,
  }
}
