import { formatCheckpoint, formatNote } from "@promotrail/core"
import { describe, expect, test } from "vitest"
import type { AnchorRow, LogRow } from "../ports/log.ts"
import { headFor } from "./witnessed-head.ts"

const ROOT = "ab".repeat(32)

/** A checkpoint of a log, signed by these. */
function noteOf(size: number, names: readonly string[], origin = "log.example"): string {
  const text = formatCheckpoint({ origin, size, root: ROOT, extensions: [] })
  const signatures = names.map((name) => ({
    name,
    id: "01020304",
    signature: Uint8Array.from(Buffer.from(name.padEnd(64))),
    isCanonical: true,
  }))
  return formatNote({ text, signatures })
}
const log = { origin: "log.example", size: 100, root: ROOT, note: noteOf(100, ["log.example"]) } as LogRow
const anchor = (kind: AnchorRow["kind"], name: string, text: string | null): AnchorRow =>
  ({ kind, name, size: null, at: null, text, failedAt: null, failure: null }) as AnchorRow
const witness = (name: string, size: number, origin?: string) =>
  anchor("witness", name, noteOf(size, ["log.example", name], origin))

describe("the checkpoint under which a record is proved", () => {
  test.for([
    ["the head where nobody watches", [], 100, []],
    ["what a witness has seen", [witness("w1", 60)], 60, ["w1"]],
    ["the head where the witness has not seen the record yet", [witness("w1", 50)], 100, []],
    ["what most have seen", [witness("w1", 90), witness("w2", 60), witness("w3", 60)], 60, ["w2", "w3"]],
    ["the newer one of two that as many have seen", [witness("w1", 60), witness("w2", 90)], 90, ["w2"]],
    ["nothing of another log", [witness("w1", 60, "other.example")], 100, []],
    ["nothing that the log does not have", [witness("w1", 101)], 100, []],
    ["nothing but what witnesses say", [anchor("git", "g", noteOf(60, ["log.example"]))], 100, []],
    ["nothing that cannot be read", [anchor("witness", "w1", "?"), anchor("witness", "w2", null)], 100, []],
  ] as const)("is %s", ([, anchors, size, names]) => {
    const head = headFor(log, 50, anchors)
    expect(head.size).toBe(size)
    expect(head.note).toBe(noteOf(size, ["log.example", ...names]))
  })
})
