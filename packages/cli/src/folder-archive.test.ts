import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { archiveOf } from "./folder-archive.ts"
import { FileChanged } from "./wire/transport.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promotrail-folder-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

function put(name: string, text: string): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** What a reader of ustar and pax finds: names and contents, in order. */
function unpacked(bytes: Buffer): [name: string, text: string][] {
  const found: [string, string][] = []
  let long: string | undefined
  for (let at = 0; bytes[at] !== 0;) {
    const header = bytes.subarray(at, at + 512)
    const size = Number.parseInt(header.toString("latin1", 124, 135), 8)
    const text = bytes.toString("utf8", at + 512, at + 512 + size)
    const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0)
    expect(Number.parseInt(header.toString("latin1", 148, 154), 8)).toBe(sum)
    if (header[156] === 0x78) long = /^\d+ path=(.*)\n$/s.exec(text)?.[1]
    else {
      found.push([long ?? header.toString("utf8", 0, header.indexOf(0)), text])
      long = undefined
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  return found
}

test("a folder is one archive of its files, in the order of their names, as long as it says", () => {
  put("b.json", "{}")
  put("a/c.xml", "x".repeat(1_000))
  put("a/empty", "")
  put(`${"long/".repeat(40)}ünïcode.json`, "deep")
  symlinkSync("/etc/hostname", join(folder, "link"))
  const archive = archiveOf(folder)
  const bytes = Buffer.concat([...archive.pieces()])
  expect(archive).toMatchObject({ files: 4, size: bytes.length })
  expect(unpacked(bytes)).toEqual([
    ["a/c.xml", "x".repeat(1_000)],
    ["a/empty", ""],
    ["b.json", "{}"],
    [`${"long/".repeat(40)}ünïcode.json`, "deep"],
  ])
  expect(Buffer.concat([...archiveOf(folder).pieces()])).toEqual(bytes)
})

test("nothing of the machine goes along", () => {
  put("a", "text")
  expect(Buffer.concat([...archiveOf(folder).pieces()]).includes(folder)).toBe(false)
})

test("a file that became shorter ends it: half a report is not sent", () => {
  put("a", "x".repeat(2_000_000))
  const pieces = archiveOf(folder).pieces()
  pieces.next()
  pieces.next()
  truncateSync(join(folder, "a"), 300_000)
  expect(() => [...pieces]).toThrow(FileChanged)
})
