import type { TransparencyLogEntry } from "@sigstore/bundle"
import { expect, test } from "vitest"
import { withExactNames } from "./checkpoint-names.ts"

const logID = Buffer.from("ab".repeat(32), "hex")
const NOTE = "log.example\n7\nAAAA\n"
const line = (name: string) => `\u2014 ${name} AAAAAAAA\n`

function kept(baseURL: string, ...names: readonly string[]): string {
  const envelope = `${NOTE}\n${names.map(line).join("")}`
  const entry = {
    logId: { keyId: logID },
    inclusionProof: { checkpoint: { envelope } },
  } as unknown as TransparencyLogEntry
  const log = { baseURL, logID } as never
  return withExactNames(entry, { tlogs: [log] }).inclusionProof?.checkpoint?.envelope ?? ""
}

test.for([
  { base: "https://log.example", names: ["log.example"], keeps: ["log.example"] },
  {
    base: "https://log.example:8000/a",
    names: ["log.example", "log.example:8000"],
    keeps: ["log.example", "log.example:8000"],
  },
  { base: "https://log.example", names: ["witness.example", "log.example"], keeps: ["log.example"] },
  { base: "https://log.example", names: ["log", "example", "o", "https://log.example", "log.example.evil"], keeps: [] },
])("$base and $names: $keeps", ({ base, names, keeps }) => {
  expect(kept(base, ...names)).toBe(`${NOTE}\n${keeps.map(line).join("")}`)
})

test("an entry without a checkpoint, or of a log that nobody knows, stays as it is", () => {
  const plain = { logId: { keyId: logID } } as unknown as TransparencyLogEntry
  expect(withExactNames(plain, { tlogs: [] })).toBe(plain)
})
