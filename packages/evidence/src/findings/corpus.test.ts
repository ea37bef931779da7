import type { FindingItem } from "@promotrail/core"
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { read, type Read, readChunks } from "../../testing/reading.ts"
import { FINDING_FORMATS } from "./formats.ts"

/** What the shared corpus says about one of its files; which keys there are depends on the format. */
type Expected = {
  readonly results?: number
  readonly failed?: number
  readonly vulnerabilities?: number
  readonly alerts?: number
  readonly sites?: number
  readonly instances?: number
  readonly instances_declared?: number
  readonly by_effective_level?: Readonly<Record<string, number>>
  readonly by_risk?: Readonly<Record<string, number>>
}
type Entry = {
  readonly file: string
  readonly format: string
  readonly outcome: string
  readonly expected?: Expected
}

const FOLDER = new URL("../../../../../shared/corpora/", import.meta.url)
const present = existsSync(new URL("manifest.json", FOLDER))
const skipped = present ? "" : " (skipped: no ../shared)"
const ids = new Set(FINDING_FORMATS.map(({ id }) => id))
const entries: readonly Entry[] = present
  ? (JSON.parse(readFileSync(new URL("manifest.json", FOLDER), "utf8")) as { entries: Entry[] }).entries.filter(
      ({ format }) => ids.has(format),
    )
  : []
const bytesOf = ({ file }: Entry) => new Uint8Array(readFileSync(new URL(file, FOLDER)))

/** They list no run, or a run without results: they are counted, and no gate may rely on them. */
const PROVES_NOTHING = /no_runs\.sarif|ProvideVersionControlProvenance/
/** The corpus calls it readable; there is nothing in it to read. */
const HOLDS_NOTHING = /nuclei-empty/
/** What a tool passes is a result with a level and no finding. */
const HAS_PASSES = /flawfinder/

const accepted = entries.filter(({ file, outcome }) => outcome === "accept" && !HOLDS_NOTHING.test(file))

function countBy({ items }: Read, wordOf: (item: FindingItem) => string): Record<string, number> {
  const counts = new Map<string, number>()
  for (const item of items as FindingItem[]) counts.set(wordOf(item), (counts.get(wordOf(item)) ?? 0) + 1)
  return Object.fromEntries(counts)
}

describe.skipIf(!present)(`findings of the shared corpus${skipped}`, () => {
  test.for(accepted)("$file is counted as its manifest says", (entry) => {
    const whole = read(bytesOf(entry))
    const { expected = {}, format } = entry
    const results = expected.results ?? expected.failed ?? expected.vulnerabilities ?? expected.alerts
    expect(whole.report).toMatchObject({
      format,
      outcome: "accepted",
      counts: {
        ...(results === undefined ? {} : { results }),
        ...(expected.sites === undefined ? {} : { sites: expected.sites }),
      },
    })
  })

  test.for(
    accepted.filter(({ file, expected }) => expected?.by_effective_level !== undefined && !HAS_PASSES.test(file)),
  )("$file has the effective levels of its manifest", (entry) => {
    const levels = countBy(read(bytesOf(entry)), ({ native }) => native.split(" ", 1)[0]!)
    expect(levels).toEqual(entry.expected?.by_effective_level)
  })

  test.for(accepted.filter(({ expected }) => expected?.by_risk !== undefined))(
    "$file has the risks and the true number of instances of its manifest",
    (entry) => {
      const whole = read(bytesOf(entry))
      const { by_risk: risks, instances, instances_declared: declared = instances } = entry.expected ?? {}
      expect(countBy(whole, ({ native }) => native.split(" ", 1)[0]!.toLowerCase())).toEqual(risks)
      expect((whole.items as FindingItem[]).reduce((sum, item) => sum + (item.occurrences ?? 0), 0)).toBe(declared)
    },
  )

  test.for(entries.filter(({ file, outcome }) => outcome !== "accept" || HOLDS_NOTHING.test(file)))(
    "$file is not accepted",
    (entry) => {
      expect(read(bytesOf(entry)).report.outcome).not.toBe("accepted")
    },
  )

  test.for(entries.filter(({ file }) => PROVES_NOTHING.test(file)))("$file is counted, and unfit", (entry) => {
    expect(read(bytesOf(entry)).report).toMatchObject({ outcome: "accepted", unfit: expect.any(String) })
  })

  test("real reports read the same in chunks, and are not accepted when cut", () => {
    for (const entry of accepted.filter((_, i) => i % 7 === 0)) {
      const bytes = bytesOf(entry)
      const whole = read(bytes)
      expect(read(bytes, { chunk: 997 })).toEqual(whole)
      for (let at = 1; at < bytes.length - 8; at += Math.ceil(bytes.length / 12)) {
        expect(readChunks([bytes.subarray(0, at)]).report.outcome, `${entry.file} cut at ${at}`).not.toBe("accepted")
      }
    }
  })
})
