import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { read, readChunks } from "../testing/reading.ts"
import type { Report } from "./index.ts"

/** What the shared corpus says about one of its files; its `reading_guide` explains the words. */
type Entry = {
  readonly file: string
  readonly format: string
  readonly outcome: "accept" | "reject" | "unsupported" | "reject-as-evidence"
  readonly expected?: Readonly<Record<string, number>>
  readonly expected_if_repaired?: Readonly<Record<string, number>>
  readonly expected_extra?: Readonly<Record<string, number>>
}

const FOLDER = new URL("../../../../shared/corpora/", import.meta.url)
const present = existsSync(new URL("manifest.json", FOLDER))
const skipped = present ? "" : " (skipped: no ../shared)"
const entries: readonly Entry[] = present
  ? JSON.parse(readFileSync(new URL("manifest.json", FOLDER), "utf8")).entries
  : []
const bytesOf = ({ file }: Entry) => new Uint8Array(readFileSync(new URL(file, FOLDER)))
const isJunit = ({ format }: Entry) => format === "junit-xml"
const KEYS = ["tests", "passed", "failed", "errored", "skipped", "flaky"] as const

/** What the corpus wants said of a JUnit file. A broken file that can be repaired may be, with exactly these counts. */
function wanted({ outcome, expected, expected_if_repaired: repaired, expected_extra: extra }: Entry): unknown {
  if (outcome === "reject-as-evidence") return "empty"
  const counts = outcome === "accept" ? expected : repaired
  if (counts === undefined) return "not accepted, with a reason"
  return {
    ...Object.fromEntries(KEYS.map((key) => [key, counts[key]])),
    suiteErrors: extra?.["suite_level_errors"] ?? 0,
  }
}

function told({ outcome, reason, counts }: Report): unknown {
  if (outcome === "empty" && (counts["tests"] ?? -1) === 0) return "empty"
  if (outcome !== "accepted") return reason === null ? "not accepted" : "not accepted, with a reason"
  return Object.fromEntries([...KEYS, "suiteErrors"].map((key) => [key, counts[key]]))
}

describe.skipIf(!present)(`the shared corpus of real reports${skipped}`, () => {
  test.for(entries.filter(isJunit))("$file: $outcome", (entry) => {
    expect(told(read(bytesOf(entry)).report)).toEqual(wanted(entry))
  })

  test("what proves nothing is never accepted, and each refusal has a reason", () => {
    for (const entry of entries.filter((candidate) => !isJunit(candidate) && candidate.outcome !== "accept")) {
      const { report } = read(bytesOf(entry))
      expect({ file: entry.file, accepted: report.outcome === "accepted" }).toEqual({
        file: entry.file,
        accepted: false,
      })
      expect(report.reason, entry.file).not.toBe(null)
    }
  })

  test("the format is recognised wherever the content gives it away", () => {
    // Files that are broken, empty, or whose content is another format's than their folder's.
    const undecidable =
      /hostile|no_findings|nuclei-empty|JSON1001|empty_with_error|dotenv\/deno-std--app|output_plan\.json|jacoco-empty|MODULE\.bazel|config\//
    const wrong = entries
      .filter(({ file, outcome }) => outcome === "accept" && !undecidable.test(file))
      .map((entry) => ({ file: entry.file, format: entry.format, found: read(bytesOf(entry)).report.format }))
      .filter(({ format, found }) => format !== found)
    expect(wrong).toEqual([])
  })

  test("real reports read the same in chunks of any size, and never better when cut", () => {
    const some = entries.filter((entry) => isJunit(entry) && entry.outcome === "accept").filter((_, i) => i % 4 === 0)
    for (const entry of some) {
      const bytes = bytesOf(entry)
      const whole = read(bytes)
      for (const chunk of [7, 1024, 65_536]) expect(read(bytes, { chunk })).toEqual(whole)
      const closed = bytes.lastIndexOf(0x3e)
      for (let at = 1; at < closed; at += Math.ceil(bytes.length / 20)) {
        expect(readChunks([bytes.subarray(0, at)]).report.outcome, `${entry.file} cut at ${at}`).not.toBe("accepted")
      }
    }
  })
})
