import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, read, readChunks } from "../../testing/reading.ts"

/** Something a tool saw: a line of a file, how often it ran, and branches on it. Files and lines repeat. */
type Seen = {
  readonly file: string
  readonly line: number
  readonly hits: number
  readonly taken: number
  readonly of: number
}

const seen: fc.Arbitrary<Seen> = fc
  .record({
    file: fc.constantFrom("src/a.c", "src/b c.c", "lib/__proto__", "constructor"),
    line: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2_000_000 })),
    hits: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 2 }) }, { weight: 1, arbitrary: fc.nat() }),
    of: fc.nat({ max: 3 }),
    share: fc.nat({ max: 3 }),
  })
  .map(({ share, ...rest }) => ({ ...rest, taken: Math.min(share, rest.of) }))
const run = fc.array(seen, { minLength: 1, maxLength: 30 })

/** The same counted the simplest way there is. */
function naive(all: readonly Seen[]): Record<string, number> {
  const lines: Record<string, boolean> = {}
  const branches: Record<string, { taken: number; of: number }> = {}
  for (const { file, line, hits, taken, of } of all) {
    const key = `${line} ${file}`
    lines[key] = hits > 0 || lines[key] === true
    const known = branches[key] ?? { taken: 0, of: 0 }
    branches[key] = { taken: Math.max(known.taken, taken), of: Math.max(known.of, of) }
  }
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    linesCovered: Object.values(lines).filter(Boolean).length,
    linesValid: Object.keys(lines).length,
    branchesCovered: sum(Object.values(branches).map(({ taken }) => taken)),
    branchesValid: sum(Object.values(branches).map(({ of }) => of)),
  }
}

/** Runs of one file, in the order in which they were seen. */
function byFile(all: readonly Seen[]): readonly (readonly [file: string, lines: readonly Seen[]])[] {
  const groups: [string, Seen[]][] = []
  for (const one of all) {
    const last = groups.at(-1)
    if (last?.[0] === one.file) last[1].push(one)
    else groups.push([one.file, [one]])
  }
  return groups
}

const each = (all: readonly Seen[], write: (file: string, lines: readonly Seen[]) => string) =>
  byFile(all)
    .map(([file, lines]) => write(file, lines))
    .join("")

/** Ways of one branch, the taken ones first. */
const ways = ({ taken, of }: Seen) => Array.from({ length: of }, (_, way) => (way < taken ? 1 : 0))

/** How each format that lists lines writes what was seen. */
const WRITERS = {
  "cobertura-xml": (all: readonly Seen[]) =>
    `<coverage line-rate="1"><packages><package name=""><classes>\n${each(
      all,
      (file, lines) =>
        `<class name="C" filename="${file}"><methods/><lines>${lines
          .map(
            ({ line, hits, taken, of }) =>
              `<line number="${line}" hits="${hits}"${of > 0 ? ` condition-coverage="1% (${taken}/${of})"` : ""}/>\n`,
          )
          .join("")}</lines></class>\n`,
    )}</classes></package></packages></coverage>`,
  lcov: (all: readonly Seen[]) =>
    each(
      all,
      (file, lines) =>
        `TN:\nSF:${file}\n${lines
          .map(
            (one) =>
              `DA:${one.line},${one.hits}\n${ways(one)
                .map((way, i) => `BRDA:${one.line},0,${i},${way}\n`)
                .join("")}`,
          )
          .join("")}end_of_record\n`,
    ),
  "sonar-generic-coverage": (all: readonly Seen[]) =>
    `<coverage version="1">${each(
      all,
      (file, lines) =>
        `<file path="${file}">${lines
          .map(
            ({ line, hits, taken, of }) =>
              `<lineToCover lineNumber="${line}" covered="${hits > 0}" branchesToCover="${of}" coveredBranches="${taken}"/>\n`,
          )
          .join("")}</file>\n`,
    )}</coverage>`,
} satisfies Record<string, (all: readonly Seen[]) => string>

/** Formats whose lines are an array, so that line numbers must be small. */
const resultset = (all: readonly Seen[]) => {
  const commands = all.map(({ file, line, hits }) => {
    const lines = Array.from({ length: (line % 50) + 1 }, (_, index) => (index === line % 50 ? hits : null))
    return [file, lines] as const
  })
  return JSON.stringify(
    Object.fromEntries(
      commands.map(([file, lines], index) => [
        `run ${index}`,
        { coverage: Object.fromEntries([[file, { lines }]]), timestamp: 1_700_000_000 },
      ]),
    ),
  )
}

const figures = (file: string) => {
  const { counts } = read(file).report
  const { linesCovered, linesValid, branchesCovered = 0, branchesValid = 0 } = counts
  return { linesCovered, linesValid, branchesCovered, branchesValid }
}

describe.each(Object.entries(WRITERS))("%s", (id, write) => {
  test("counts what a naive count of the same lines and branches counts", () => {
    fc.assert(
      fc.property(run, (all) => {
        expect(figures(write(all))).toEqual(naive(all))
        expect(read(write(all)).report.format).toBe(id)
      }),
    )
  })

  test("the order in which lines were seen does not matter", () => {
    fc.assert(
      fc.property(run, (all) => {
        expect(figures(write(all.toReversed()))).toEqual(figures(write(all)))
      }),
    )
  })

  test("one more line that did not run never makes it better", () => {
    fc.assert(
      fc.property(run, seen, (all, one) => {
        const before = naive(all)
        const after = figures(write([...all, { ...one, hits: 0, taken: 0 }]))
        expect(after.linesCovered! * before["linesValid"]!).toBeLessThanOrEqual(
          before["linesCovered"]! * after.linesValid!,
        )
      }),
    )
  })

  test("the files' items add up to the report's", () => {
    fc.assert(
      fc.property(run, (all) => {
        const { items } = read(write(all))
        const sums = new Map<string, number>()
        for (const item of items) {
          if (item.type !== "coverage") throw new Error("no other items")
          const side = item.scope === "" ? 1 : -1
          sums.set(`${item.metric} covered`, (sums.get(`${item.metric} covered`) ?? 0) + side * item.covered)
          sums.set(`${item.metric} total`, (sums.get(`${item.metric} total`) ?? 0) + side * item.total)
        }
        expect([...sums.values()].every((sum) => sum === 0)).toBe(true)
      }),
    )
  })
})

test("a result set counts what a naive count of the same lines counts", () => {
  fc.assert(
    fc.property(run, (all) => {
      const { linesCovered, linesValid } = naive(all.map((one) => ({ ...one, line: one.line % 50 })))
      expect(figures(resultset(all))).toMatchObject({ linesCovered, linesValid })
    }),
  )
})

test("blocks of a Go profile are counted once each, wherever and however often they stand", () => {
  const block = fc.record({ file: fc.constantFrom("a.go", "b.go"), at: fc.nat({ max: 5 }), count: fc.nat({ max: 1 }) })
  const held = (at: number) => at + 1
  fc.assert(
    fc.property(fc.array(block, { minLength: 1 }), (blocks) => {
      const ran = new Map<string, [boolean, number]>()
      for (const { file, at, count } of blocks) {
        const key = file + String(at)
        ran.set(key, [count > 0 || ran.get(key)?.[0] === true, held(at)])
      }
      const file = blocks.map(({ file: name, at, count }) => `${name}:${at}.1,${at}.9 ${held(at)} ${count}\n`).join("")
      const of = (which: readonly [boolean, number][]) => which.reduce((total, [, statements]) => total + statements, 0)
      expect(read(`mode: count\n${file}`).report.counts).toMatchObject({
        statementsCovered: of([...ran.values()].filter(([hasRun]) => hasRun)),
        statementsValid: of([...ran.values()]),
      })
    }),
  )
})

test("Istanbul's places are counted as a naive count does", () => {
  const place = fc.record({ line: fc.integer({ min: 1, max: 5 }), count: fc.nat({ max: 2 }) })
  const ways = fc.array(fc.nat({ max: 1 }), { maxLength: 3 })
  const file = fc.record({ statements: fc.array(place), functions: fc.array(place), branches: fc.array(ways) })
  const numbered = <T, U>(list: readonly T[], of: (one: T) => U) =>
    Object.fromEntries(list.map((one, id) => [String(id), of(one)]))
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 4 }), (files) => {
      const document = Object.fromEntries(
        files.map(({ statements, functions, branches }, index) => [
          `/src/${index}.js`,
          {
            statementMap: numbered(statements, ({ line }) => ({ start: { line } })),
            s: numbered(statements, ({ count }) => count),
            fnMap: numbered(functions, () => ({})),
            f: numbered(functions, ({ count }) => count),
            branchMap: numbered(branches, () => ({})),
            b: numbered(branches, (counts) => counts),
          },
        ]),
      )
      const lines = new Map<string, boolean>()
      for (const [index, { statements }] of files.entries()) {
        for (const { line, count } of statements) {
          const key = `${index}:${line}`
          lines.set(key, count > 0 || lines.get(key) === true)
        }
      }
      const counts = files.flatMap(({ statements }) => statements.map(({ count }) => count))
      const taken = files.flatMap(({ branches }) => branches.flat())
      expect(read(JSON.stringify(document)).report.counts).toMatchObject({
        linesCovered: [...lines.values()].filter(Boolean).length,
        linesValid: lines.size,
        statementsCovered: counts.filter((count) => count > 0).length,
        statementsValid: counts.length,
        branchesCovered: taken.filter((count) => count > 0).length,
        branchesValid: taken.length,
      })
    }),
  )
})

test("mutants are killed by being killed, whatever else became of others", () => {
  const statuses = ["Killed", "Timeout", "Survived", "NoCoverage", "CompileError", "RuntimeError", "Ignored", "?"]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...statuses), { minLength: 1 }), (all) => {
      const mutants = all.map((status) => ({ status }))
      const { counts } = read(JSON.stringify({ schemaVersion: "2", files: { a: { mutants } } })).report
      const killed = all.filter((status) => status === "Killed" || status === "Timeout").length
      const invalid = all.filter((status) => /Error$|Ignored/.test(status)).length
      expect([counts["mutantsKilled"] ?? 0, counts["mutantsValid"] ?? 0, counts["mutants"]]).toEqual([
        killed,
        all.length - invalid,
        all.length,
      ])
    }),
  )
})

const sample: readonly Seen[] = [
  { file: "src/ä.c", line: 1, hits: 2, taken: 1, of: 2 },
  { file: "src/ä.c", line: 2, hits: 0, taken: 0, of: 0 },
  { file: "src/b.c", line: 7, hits: 1, taken: 0, of: 0 },
]
const figure = { total: 4, covered: 3, pct: 75 }
const metricsOf = "<metrics statements='4' coveredstatements='3' conditionals='2' coveredconditionals='1'/>"

/** A good file of every format, in two lines at least. */
const GOOD: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(WRITERS).map(([id, write]) => [id, write(sample)])),
  "clover-xml": `<coverage clover="4"><project>${metricsOf}\n<file name="ä"><line num="1" count="1" type="stmt"/></file></project></coverage>`,
  "jacoco-xml": `<report name="ä"><package name="p"><counter type="LINE" missed="1" covered="3"/></package>\n<counter type="LINE" missed="1" covered="3"/></report>`,
  "opencover-xml": `<CoverageSession><Modules><Module><SequencePoint vc="1"/><SequencePoint vc="0"/>\n<BranchPoint vc="1"/></Module></Modules></CoverageSession>`,
  "pit-xml": `<mutations>\n<mutation status="KILLED"><sourceFile>ä</sourceFile></mutation><mutation status="SURVIVED"/></mutations>`,
  "stryker-json": `{"schemaVersion":"1",\n"files":{"ä":{"mutants":[{"status":"Killed"},{"status":"Survived"}]}}}`,
  "coveragepy-json": `{"meta":{"version":"7"},\n"files":{"ä":{"summary":{"covered_lines":3,"num_statements":4}}}}`,
  "istanbul-json-summary": JSON.stringify({ total: { lines: figure }, ä: { lines: figure } }, null, 1),
  "istanbul-json": JSON.stringify(
    { ä: { statementMap: { 0: { start: { line: 1 } } }, fnMap: {}, branchMap: {}, s: { 0: 1 }, f: {}, b: {} } },
    null,
    1,
  ),
  "simplecov-resultset": resultset(sample).replace(",", ",\n"),
  "go-cover": "mode: set\nä.go:1.1,2.2 3 1\nb.go:1.1,2.2 4 0\n",
}

/** What was found, without the places in the file. */
function found(file: string | Uint8Array) {
  const { report, items } = read(file)
  const { format, outcome, code, unfit, counts } = report
  return { format, outcome, code, unfit, counts, items: items.map((item) => ({ ...item, at: 0, pointer: "" })) }
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0xfeff, littleEndian)
  for (let i = 0; i < text.length; i++) view.setUint16(2 + i * 2, text.charCodeAt(i), littleEndian)
  return bytes
}

describe.each(Object.entries(GOOD))("a good file in %s", (id, file) => {
  test("is accepted", () => {
    expect(found(file)).toMatchObject({ format: id, outcome: "accepted", unfit: null })
  })

  test("reads the same in chunks of any size", () => {
    const bytes = bytesOf(file)
    for (const size of [1, 2, 3, 7, 64]) expect(read(bytes, { chunk: size })).toEqual(read(bytes))
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
        const ends = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
        const chunks = ends.slice(1).map((end, i) => bytes.slice(ends[i], end))
        expect(readChunks(chunks)).toEqual(read(bytes))
      }),
      { numRuns: 20 },
    )
  })

  test("reads the same with a byte order mark, in UTF-16 and with other line ends", () => {
    const expected = found(file)
    expect(found(`\uFEFF${file}`)).toEqual(expected)
    expect(found(utf16(file, true))).toEqual(expected)
    expect(found(utf16(file, false))).toEqual(expected)
    expect(found(file.replaceAll("\n", "\r\n"))).toEqual(expected)
  })

  test("is refused or unfit wherever it is cut, or nothing of it is lost; and no more is covered", () => {
    const bytes = bytesOf(file)
    const whole = JSON.stringify(read(bytes).report.counts)
    // What has no end mark cannot show that whole records are missing from its end.
    const cuts = [...bytes.keys()].filter((end) => !endsBetweenRecords(id, bytes, end))
    const less = cuts.filter((end) => {
      const { outcome, unfit, counts } = read(bytes.slice(0, end)).report
      expect(coveredIn(counts)).toBeLessThanOrEqual(coveredIn(JSON.parse(whole)))
      return outcome === "accepted" && unfit === null && JSON.stringify(counts) !== whole
    })
    expect(cuts.length).toBeGreaterThan(bytes.length / 2)
    expect(less).toEqual([])
  })
})

/** All that is covered, of whatever kind. */
function coveredIn(counts: Readonly<Record<string, number>>): number {
  const covered = Object.entries(counts).filter(([name]) => /Covered$|Killed$/.test(name))
  return covered.reduce((sum, [, count]) => sum + count, 0)
}

/** Whether a cut falls between two records of a format that is only a list of records. */
function endsBetweenRecords(id: string, bytes: Uint8Array, end: number): boolean {
  const isEnd = bytes[end] === 0x0a || bytes[end - 1] === 0x0a
  if (id === "go-cover") return isEnd
  return id === "lcov" && new TextDecoder().decode(bytes.slice(0, end)).trimEnd().endsWith("end_of_record")
}

test("the order of keys does not matter in JSON", () => {
  for (const [id, file] of Object.entries(GOOD)) {
    if (!file.startsWith("{")) continue
    const reversed = JSON.stringify(reverseKeys(JSON.parse(file)))
    const byScope = (text: string) => {
      const { items, ...rest } = found(text)
      return { ...rest, items: items.map((item) => JSON.stringify(item)).sort() }
    }
    expect(byScope(reversed), id).toEqual(byScope(file))
  }
})

function reverseKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reverseKeys(member)]),
  )
}
