import { gzipSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import { tar, zip } from "../testing/archives.ts"
import { bytesOf, decoders, read } from "../testing/reading.ts"
import type { Limits } from "./limits.ts"
import { reportReader } from "./report-reader.ts"

const MB = 1_048_576

/** Text in pieces, as bytes of about 64 KB: no file exists as a whole. */
function* stream(pieces: Iterable<string>): Generator<Uint8Array> {
  let waiting: string[] = []
  let length = 0
  for (const piece of pieces) {
    waiting.push(piece)
    length += piece.length
    if (length < 65_536) continue
    yield bytesOf(waiting.join(""))
    waiting = []
    length = 0
  }
  yield bytesOf(waiting.join(""))
}

/** `head`, `count` times what `make` makes, `tail`. */
function* many(head: string, count: number, make: (at: number) => string, tail: string): Generator<string> {
  yield head
  for (let at = 0; at < count; at++) yield make(at)
  yield tail
}

/** A filler of this size in one piece of text. */
const filled = (head: string, megabytes: number, tail: string) =>
  many(head, megabytes * 16, () => "x".repeat(MB / 16), tail)

/** Reads what comes, keeps no item, and stops sending when told to. */
function readAll(chunks: Iterable<Uint8Array>, limits: Partial<Limits> = {}) {
  let listed = 0
  let sent = 0
  const count = () => void listed++
  const reader = reportReader({ decoders, limits, onTest: count, onItem: count })
  for (const chunk of chunks) {
    sent += chunk.length
    if (!reader.write(chunk)) break
  }
  return { report: reader.end(), listed, sent }
}

const readText = (pieces: Iterable<string>, limits?: Partial<Limits>) => readAll(stream(pieces), limits)

const comma = (at: number) => (at === 0 ? "" : ",")
const sarif = (results: Iterable<string>) =>
  (function* () {
    yield '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t","rules":[{"id":"R"}]}},"results":['
    yield* results
    yield "]}]}"
  })()
const sarifResult = (at: number) =>
  `${comma(at)}{"ruleId":"R","level":"error","message":{"text":"finding ${at}"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/${at % 500}.ts"},"region":{"startLine":${at}}}}]}`

describe("what is large and honest is read", () => {
  test("a million lines of LCOV", () => {
    const record = (at: number) => `SF:src/${at}.ts\n${"DA:1,1\nDA:2,0\nDA:3,1\nDA:4,1\n".repeat(25)}end_of_record\n`
    const { report } = readText(many("TN:\n", 10_000, record, ""))
    expect(report).toMatchObject({ outcome: "accepted", counts: { linesCovered: 30_000, linesValid: 40_000 } })
  })

  test("25,000 results of SARIF", () => {
    const { report, listed } = readText(sarif(many("", 25_000, sarifResult, "")))
    expect(report).toMatchObject({ format: "sarif", outcome: "accepted", counts: { results: 25_000 } })
    expect(listed).toBe(25_000)
  })

  test("100,000 components of CycloneDX", () => {
    const head = '{"bomFormat":"CycloneDX","specVersion":"1.6","components":['
    const component = (at: number) =>
      `${comma(at)}{"type":"library","name":"c${at}","version":"1.${at}","purl":"pkg:npm/c${at}@1.${at}"}`
    const { report, listed } = readText(many(head, 100_000, component, "]}"))
    expect(report).toMatchObject({ format: "cyclonedx-json", outcome: "accepted", counts: { components: 100_000 } })
    expect(listed).toBe(100_000)
  })

  test("a million keys in one object that is passed over", () => {
    const head = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[]}],"properties":{'
    const { report } = readText(many(head, 1_000_000, (at) => `${comma(at)}"k${at}":${at}`, "}}"))
    expect(report).toMatchObject({ format: "sarif", outcome: "accepted", counts: { results: 0 } })
  })

  test("a million keys in an object that is looked through", () => {
    const head = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[],'
    const { report } = readText(many(head, 1_000_000, (at) => `${comma(at)}"k${at}":${at}`, "}]}"))
    expect(report).toMatchObject({ format: "sarif", outcome: "accepted" })
  })

  test("one line of 40 MB among JSON lines", () => {
    const event = (action: string, more = "") => `{"Action":"${action}","Package":"p","Test":"T"${more}}\n`
    const { report } = readText(
      (function* () {
        yield event("run")
        yield* filled('{"Action":"output","Package":"p","Test":"T","Output":"', 40, '"}\n')
        yield event("pass", ',"Elapsed":1')
        yield '{"Action":"pass","Package":"p","Elapsed":1}\n'
      })(),
    )
    expect(report).toMatchObject({ format: "go-test-json", outcome: "accepted", counts: { tests: 1, passed: 1 } })
  })

  test("a string of 60 MB that no rule wants", () => {
    const { report } = readText(
      (function* () {
        yield '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[]}],'
        yield* filled('"properties":{"text":"', 60, '"}}')
      })(),
    )
    expect(report).toMatchObject({ format: "sarif", outcome: "accepted", counts: { results: 0 } })
  })
})

describe("what is too large is refused by the name of its limit", () => {
  test("more files of one line each in LCOV than there may be items", () => {
    const { report } = readText(
      many("", 60_000, (at) => `SF:${at}\nDA:1,1\nend_of_record\n`, ""),
      { items: 50_000 },
    )
    expect(report).toMatchObject({ outcome: "rejected", code: "too-large" })
    expect(report.reason).toContain("50000 items")
  })

  test("100,000 nested arrays", () => {
    const { report, sent } = readText(many('{"version":"2.1.0","runs":[', 1_600, () => "[".repeat(64), ""))
    expect(report).toMatchObject({ outcome: "rejected", code: "too-large" })
    expect(report.reason).toContain("200 nested JSON values")
    expect(sent).toBeLessThan(200_000)
  })

  test("100,000 nested arrays in a value that is taken", () => {
    const { report } = readText(sarif(many("", 1_600, () => "[".repeat(64), "")))
    expect(report.reason).toContain("200 nested JSON values")
  })

  test("a string of 60 MB in a value that is taken, as soon as there are 50", () => {
    const result = filled('{"ruleId":"R","message":{"text":"', 60, '"}}')
    const { report, sent } = readText(sarif(result))
    expect(report).toMatchObject({ format: "sarif", outcome: "rejected", code: "too-large" })
    expect(report.reason).toContain(`${50 * MB} bytes in a file of this format`)
    expect(sent).toBeLessThan(51 * MB)
  })

  test("a line of 60 MB among JSON lines, as soon as there are 50", () => {
    const head = '{"Action":"run","Package":"p","Test":"T"}\n{"Action":"output","Output":"'
    const { report, sent } = readText(filled(head, 60, '"}\n'))
    expect(report).toMatchObject({ format: "go-test-json", outcome: "rejected", code: "too-large" })
    expect(report.reason).toContain(`${50 * MB} bytes`)
    expect(sent).toBeLessThan(51 * MB)
  })

  test("a file of more than 512 MB, before its end", () => {
    const { report } = readText(filled('{"version":"2.1.0","runs":[],"properties":{"p":"', 12, '"}}'), {
      bytes: 10 * MB,
    })
    expect(report.reason).toContain(`${10 * MB} bytes in the file`)
  })

  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("")
  test.for([
    ["trx", '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">&l9;</TestRun>'],
    ["nunit3-xml", "<test-run>&l9;</test-run>"],
    ["cobertura-xml", "<coverage><packages>&l9;</packages></coverage>"],
    ["jacoco-xml", "<report><package>&l9;</package></report>"],
    ["cyclonedx-xml", '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>&l9;</components></bom>'],
    ["checkstyle-xml", "<checkstyle><file>&l9;</file></checkstyle>"],
    ["zap-xml", "<OWASPZAPReport><site>&l9;</site></OWASPZAPReport>"],
    ["jmeter-jtl-xml", "<testResults><httpSample>&l9;</httpSample></testResults>"],
  ])("a billion laughs in %s", ([format, root]) => {
    const { report } = read(`<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>${root}`)
    expect(report, format).toMatchObject({ outcome: "rejected", code: "entity-declaration" })
  })
})

describe("archives that are larger inside", () => {
  const SMALL = { bytes: 8 * MB }
  const padded = (megabytes: number) =>
    Buffer.concat([
      bytesOf('<testsuite><testcase name="a"/>'),
      Buffer.alloc(megabytes * MB, " "),
      bytesOf("</testsuite>"),
    ])

  test("a gzip bomb: 12 MB of white space in 12 KB", () => {
    const bomb = new Uint8Array(gzipSync(padded(12)))
    expect(bomb.length).toBeLessThan(20_000)
    expect(readAll([bomb], SMALL).report.reason).toContain(`${8 * MB} bytes in the file`)
  })

  test("a zip bomb in one file, and in many", () => {
    const one = zip([["a.xml", padded(12)]])
    const some = zip(Array.from({ length: 12 }, (_, at) => [`${at}.xml`, padded(1)] as const))
    for (const bomb of [one, some]) {
      expect(readAll([bomb], SMALL).report.reason).toContain(`${8 * MB} bytes in the file`)
    }
  })

  test("archives in archives in archives", () => {
    let inner = bytesOf('<testsuite><testcase name="a"/></testsuite>')
    for (let depth = 0; depth < 10; depth++) inner = new Uint8Array(gzipSync(tar([`${depth}.tar.gz`, inner])))
    const { report } = readAll([inner])
    expect(report.outcome).toBe("rejected")
    expect(report.reason).toContain("2 archives in each other")
  })

  test("more entries than there may be", () => {
    const { report } = readAll([tar(...Array.from({ length: 30 }, (_, at) => [`${at}`, ""] as const))], { entries: 20 })
    expect(report.reason).toContain("20 entries in the archive")
  })
})
