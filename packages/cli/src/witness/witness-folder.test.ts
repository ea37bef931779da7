import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { openWitnessFolder, type WitnessFolder } from "./witness-folder.ts"

const ROOTS = ["0", "1", "2"].map((digit) => digit.repeat(64))
const at = (size: number, root = ROOTS[0] ?? "") => ({ size, root })
const note = { text: "log.example\n5\nx\n", signatures: [] }

function opened(): WitnessFolder {
  const data = mkdtempSync(join(tmpdir(), "promotrail-witness-"))
  const folder = openWitnessFolder(data, "w.example")
  onTestFinished(() => {
    folder.close()
    rmSync(data, { recursive: true })
  })
  return folder
}

test.for([
  ["nothing, when something was signed meanwhile", undefined, at(9)],
  ["what another request has moved on from", at(5), at(9)],
  ["another root of the same size", at(7, ROOTS[1]), at(9)],
] as const)("who compared with %s signs nothing and changes nothing", ([, before, next]) => {
  const folder = opened()
  const origin = "log.example"
  expect(folder.cosign({ origin, before: undefined, next: at(5), note }, 100).ok).toBe(true)
  expect(folder.cosign({ origin, before: at(5), next: at(7), note }, 100).ok).toBe(true)
  expect(folder.cosign({ origin, before, next, note }, 100)).toStrictEqual({ ok: false, error: { kind: "moved" } })
  expect(folder.witnessedOf(origin)).toStrictEqual(at(7))
})

test("no time is signed that is before another one, of whatever log", () => {
  const folder = opened()
  const first = { origin: "log.example", before: undefined, next: at(5), note }
  const other = { origin: "other.example", before: undefined, next: at(5), note }
  expect(folder.cosign(first, 100).ok).toBe(true)
  expect(folder.cosign(other, 99)).toStrictEqual({ ok: false, error: { kind: "clock", last: 100 } })
  expect(folder.witnessedOf("other.example")).toBeUndefined()
  expect(folder.cosign(other, 100).ok).toBe(true)
})
