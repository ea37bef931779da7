import * as fc from "fast-check"
import { expect, test } from "vitest"
import { inChunks, writeReport, type Format, type ReportFile } from "./file.ts"

const LOGS = [
  { origin: "one.example", size: 3, root: "aa", checkpoint: "one.example\n3\nqg==\n\n— one.example c2lnbmVk\n" },
  { origin: "two.example", size: 9, root: "bb", checkpoint: "two.example\n9\nuw==\n\n— two.example c2lnbmVk\n" },
]
const HOSTILE = [`=cmd|'/c calc'!A1`, "<script>alert(1)</script>", `"><img src=x>`, "a\r\nb", "\u202e,;\t", ""]

const reportOf = (words: readonly string[]): ReportFile<{ readonly word: string }> => ({
  title: "Words <b>",
  says: ["=Said, & done."],
  logs: LOGS,
  columns: [
    ["word", ({ word }) => word],
    ["page", ({ word }) => (word.includes(" ") ? "" : word), "pages"],
  ],
  items: words.map((word) => ({ word })),
  also: { isComplete: true },
  sheets: words.map((word) => ({ title: word, facts: [[word, word]] })),
})

async function textOf(words: readonly string[], format: Format): Promise<string> {
  let text = ""
  for await (const piece of inChunks(writeReport(reportOf(words), format))) text += piece
  return text
}

/** RFC 4180, read by somebody else than who wrote it. */
function cellsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  for (const [found, quoted, plain, end] of csv.matchAll(/"((?:[^"]|"")*)"|([^",\r\n]+)|(\r\n)|,(?=,|\r\n)/g)) {
    if (end !== undefined) rows.push([])
    else if (found !== ",") rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "")
  }
  return rows
}

test("lines of JSON are the items as they are, and a last one for what makes them believable", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.constantFrom(...HOSTILE)), { maxLength: 8 }), async (words) => {
      const lines = (await textOf(words, "jsonl"))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown)
      expect(lines.slice(0, -1)).toStrictEqual(words.map((word) => ({ word })))
      expect(lines.at(-1)).toStrictEqual({
        report: "Words <b>",
        says: ["=Said, & done."],
        isComplete: true,
        logs: LOGS,
      })
    }),
  )
})

test("no cell of CSV is a formula, whatever it says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.constantFrom(...HOSTILE)), { maxLength: 8 }), async (words) => {
      const rows = cellsOf(await textOf(words, "csv"))
      for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@|\t\r]/)
    }),
  )
})

test("CSV ends with every checkpoint as it was signed, behind marks", async () => {
  const lines = (await textOf(["a"], "csv")).split("\r\n").map((line) => line.replace(/^# /, ""))
  const text = lines.join("\n")
  for (const { checkpoint } of LOGS) expect(text).toContain(checkpoint.trimEnd())
})

test("HTML holds nothing that it was told as markup", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.constantFrom(...HOSTILE)), { maxLength: 8 }), async (words) => {
      const html = await textOf(words, "html")
      const tags = new Set(Array.from(html.matchAll(/<\/?([a-z0-9!]+)/gi), ([, tag]) => tag?.toLowerCase()))
      for (const tag of ["script", "img", "b"]) expect(tags.has(tag)).toBe(false)
      expect(html.match(/<tr>/g)).toHaveLength(words.length + 1)
      expect(html.match(/<section>/g) ?? []).toHaveLength(words.length)
    }),
  )
})

test("an address that runs something when it is opened is no link", async () => {
  const html = await textOf(["javascript:alert(1)", "https://example.com/audit?kind=a"], "html")
  expect(html).not.toContain('href="javascript:')
  expect(html).toContain('href="https://example.com/audit?kind=a"')
})
