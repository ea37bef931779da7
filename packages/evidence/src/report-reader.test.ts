import { gzipSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { tar } from "../testing/archives.ts"
import { bytesOf, decoders, read, readChunks } from "../testing/reading.ts"
import { reportReader } from "./index.ts"

/** A small report with everything that is hard to cut, to re-encode or to damage. */
const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE testsuites SYSTEM "junit.dtd">
<!-- a <testcase/> that is none -->
<?style sheet="a?b"?>
<testsuites tests="7">
  <testsuite name="größe &amp; &#x41;" tests="7" failures="2" timestamp="2026-11-20T18:44:42Z">
    <properties><property name="os" value="x"/></properties>
    <testcase classname="pkg.Class" name="plain" time="0.5"/>
    <testcase classname="pkg.Class" name='with "quotes" &lt;and&gt; ünïcödé' time="1,234.5"></testcase>
    <testcase classname="pkg.Class" name="fails">
      <failure message="two
lines">text &#10; &amp; <![CDATA[ ]] ]> <raw> ]]]]><![CDATA[> ]]></failure>
      <system-out>${"output ]] > of the test &#13; \t".repeat(9)}</system-out>
    </testcase>
    <testcase classname="pkg.Class" name="errs"><error>😀</error></testcase>
    <testcase classname="pkg.Class" name="skips"><skipped/></testcase>
    <testcase classname="pkg.Class" name="flaky"><flakyFailure/></testcase>
    <testcase classname="pkg.Class" name="plain" />
  </testsuite>
</testsuites>
<!-- the end -->
`
const WHOLE = read(REPORT)
const BYTES = bytesOf(REPORT)

test("the sample is accepted and says what it should", () => {
  expect(WHOLE.report).toMatchObject({
    format: "junit-xml",
    kind: "tests",
    outcome: "accepted",
    reason: null,
    code: null,
    producedAt: "2026-11-20T18:44:42.000Z",
    counts: { tests: 7, passed: 4, failed: 1, errored: 1, skipped: 1, flaky: 1, suiteErrors: 0, unique: 6 },
  })
  expect(WHOLE.facts[0]).toMatchObject({ id: "größe & A::pkg.Class::plain", durationMs: 500, at: 8 })
  expect(WHOLE.facts[2]?.message).toBe("two lines\ntext \n &  ]] ]> <raw> ]]>")
})

describe("laws", () => {
  test("however a report is cut into chunks, the answer is the same", () => {
    for (const chunk of [1, 2, 3, 5, 7, 64, 1000]) expect(read(BYTES, { chunk })).toEqual(WHOLE)
    for (let at = 0; at <= BYTES.length; at++) {
      expect(readChunks([BYTES.subarray(0, at), BYTES.subarray(at)])).toEqual(WHOLE)
    }
  })

  test("also for a broken report, line, column and reason are the same", () => {
    for (const broken of [
      REPORT.replace('time="0.5"/>', 'time="0.5" time="1"/>'),
      REPORT.replace("</failure>", "</failur>"),
      REPORT.replace("&amp; <", "&nope; <"),
      `${REPORT}<testsuite/>`,
      REPORT.replace("<skipped/>", "<skipped/"),
    ]) {
      const whole = read(broken)
      expect(whole.report.outcome).toBe("rejected")
      for (const chunk of [1, 3, 100]) expect(read(broken, { chunk }).report).toEqual(whole.report)
    }
  })

  test("a report cut off anywhere before its end is never accepted", () => {
    const end = BYTES.length - "\n<!-- the end -->\n".length
    for (let at = 0; at < end; at++) {
      const { report } = read(BYTES.subarray(0, at))
      expect(report.outcome, `cut at ${at}`).not.toBe("accepted")
      expect(report.reason, `cut at ${at}`).not.toBe(null)
    }
  })

  test("whatever bytes are damaged, nothing is thrown, and what is accepted still adds up", () => {
    const damage = fc.array(fc.tuple(fc.nat(BYTES.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(damage, fc.integer({ min: 1, max: 300 }), (hits, chunk) => {
        const bytes = BYTES.slice()
        for (const [at, byte] of hits) bytes[at] = byte
        const { report } = read(bytes, { chunk })
        const { tests = 0, passed = 0, failed = 0, errored = 0, skipped = 0 } = report.counts
        expect(passed + failed + errored + skipped).toBe(tests)
        expect(report.outcome === "accepted" ? tests > 0 && report.code === null : report.reason !== null).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  test("arbitrary bytes and arbitrary text are never accepted by accident and never throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary" }).map(bytesOf)), (bytes) => {
        expect(read(bytes).report.outcome).not.toBe("accepted")
      }),
      { numRuns: 1000 },
    )
  })
})

describe("encodings", () => {
  const utf16 = (text: string, little: boolean) => {
    const bytes = new Uint8Array(text.length * 2)
    const view = new DataView(bytes.buffer)
    for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little)
    return bytes
  }
  const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)
  const as = (label: string) => REPORT.replace("UTF-8", label)

  test.for([
    { how: "UTF-8 with a byte order mark", bytes: bytesOf(`\uFEFF${REPORT}`) },
    { how: "UTF-16 little endian with a mark", bytes: utf16(`\uFEFF${as("UTF-16")}`, true) },
    { how: "UTF-16 big endian with a mark", bytes: utf16(`\uFEFF${as("UTF-16")}`, false) },
    { how: "UTF-16 little endian without a mark", bytes: utf16(as("UTF-16"), true) },
    { how: "UTF-16 big endian without a mark", bytes: utf16(as("UTF-16"), false) },
    { how: "UTF-16 with a mark that contradicts the declaration", bytes: utf16(`\uFEFF${REPORT}`, true) },
  ])("$how gives the same facts, in any chunks", ({ bytes }) => {
    for (const chunk of [undefined, 1, 7, 4096]) {
      expect(read(bytes, chunk === undefined ? {} : { chunk })).toEqual(WHOLE)
    }
  })

  test.for(["windows-1252", "ISO-8859-1", "latin1"])("%s, declared, gives the same facts", (label) => {
    const bytes = latin(as(label).replace("😀", "x"))
    const facts = read(REPORT.replace("😀", "x")).facts
    expect(read(bytes).facts).toEqual(facts)
    expect(read(bytes, { chunk: 1 }).facts).toEqual(facts)
  })

  test("CRLF line ends change no count, name or message", () => {
    expect(read(REPORT.replaceAll("\n", "\r\n"))).toEqual(WHOLE)
    expect(read(REPORT.replaceAll("\n", "\r\n"), { chunk: 1 })).toEqual(WHOLE)
  })

  test.for([
    {
      what: "Latin-1 bytes declared as UTF-8",
      bytes: latin(REPORT.replace("😀", "x")),
      code: "bad-bytes",
      says: "line 6",
    },
    { what: "8-bit bytes declared as UTF-16", bytes: bytesOf(as("utf-16")), code: "wrong-encoding", says: "utf-16" },
    { what: "an encoding nobody knows", bytes: bytesOf(as("klingon")), code: "unknown-encoding", says: "klingon" },
    {
      what: "half a UTF-16 pair",
      bytes: utf16(`\uFEFF${as("UTF-16").replace("plain", "\ud800")}`, true),
      code: "bad-bytes",
      says: "line 8, column 43",
    },
    { what: "UTF-32", bytes: Uint8Array.of(0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0), code: "unknown-encoding", says: "UTF-32" },
    {
      what: "overlong UTF-8",
      bytes: latin(REPORT.replace("größe", "\xc0\xaf").replace("ünïcödé", "").replace("😀", "")),
      code: "bad-bytes",
      says: "line 6, column 20",
    },
  ])("$what is refused with the place", ({ bytes, code, says }) => {
    for (const chunk of [1, 64, bytes.length]) {
      const { report } = read(bytes, { chunk })
      expect(report).toMatchObject({ outcome: "rejected", code })
      expect(report.reason).toContain(says)
    }
  })
})

describe("the pushing side", () => {
  test("write says false once the report is refused, and end tells why, again and again", () => {
    const reader = reportReader({ decoders })
    expect(reader.write(bytesOf("<testsuite><testcase></testsuite>"))).toBe(true)
    expect(reader.write(new Uint8Array(70_000).fill(0x20))).toBe(false)
    expect(reader.write(bytesOf("<testsuite/>"))).toBe(false)
    const report = reader.end()
    expect(report).toMatchObject({ outcome: "rejected", code: "malformed" })
    expect(reader.end()).toBe(report)
  })

  test("nothing received is empty", () => {
    expect(reportReader({ decoders }).end()).toMatchObject({ outcome: "empty", code: "nothing-received", format: null })
    expect(read("\n \n").report).toMatchObject({ outcome: "empty", code: "nothing-received" })
  })

  test("the caller may reuse its buffer after write", () => {
    const buffer = new Uint8Array(16)
    const chunks = function* () {
      for (let at = 0; at < BYTES.length; at += 16) {
        const piece = BYTES.subarray(at, at + 16)
        buffer.fill(0x3c).set(piece)
        yield buffer.subarray(0, piece.length)
        buffer.fill(0x3c)
      }
    }
    expect(readChunks(chunks())).toEqual(WHOLE)
  })

  test("a listener that throws is a refusal of the reader, not an exception out of it", () => {
    const reader = reportReader({
      decoders,
      onTest: () => {
        throw new Error("no")
      },
    })
    reader.write(BYTES)
    expect(reader.end()).toMatchObject({ outcome: "rejected", code: "reader-failed" })
  })
})

test("a number that is no count is refused, whoever reads it", () => {
  for (const requests of ["1e308", "4.5", "-3"]) {
    const stats = `{"name":"All","numberOfRequests":{"total":${requests},"ok":${requests},"ko":0},"minResponseTime":{"total":1}}`
    expect(read(stats).report, requests).toMatchObject({ format: "gatling-global-stats", outcome: "rejected" })
  }
})

test("where a fault stands in a file of another encoding does not depend on the pieces it came in", () => {
  const head = '\uFEFF<?xml version="1.0"?>\n<testsuite>\n'
  const bytes = new Uint8Array(
    Buffer.from(`${head}${"<testcase name='größe 😀'/>\n".repeat(300)}\ud800 </testsuite>`, "utf16le"),
  )
  const whole = read(bytes)
  expect(whole.report).toMatchObject({ code: "bad-bytes" })
  for (const chunk of [1, 3, 64, 4095, 5000]) expect(read(bytes, { chunk })).toEqual(whole)
})

test("nor does what is said of an archive that is damaged behind its first report", () => {
  const bytes = new Uint8Array(
    gzipSync(tar(["a.xml", REPORT], ["b.xml", REPORT.repeat(50).replaceAll("plain", "other")])),
  )
  const damaged = bytes.map((byte, at) => (at > bytes.length * 0.6 ? byte ^ 0xff : byte))
  const whole = read(damaged)
  expect(whole.report).toMatchObject({ code: "broken-archive", format: null })
  for (const chunk of [1, 7, 100]) expect(read(damaged, { chunk }).report).toEqual(whole.report)
})
