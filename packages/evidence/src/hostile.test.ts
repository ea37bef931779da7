import { describe, expect, test } from "vitest"
import { bytesOf, read, readChunks, tally } from "../testing/reading.ts"

const wrap = (inner: string) => `<testsuite name="s">${inner}</testsuite>`
const nested = (depth: number) => `${"<testsuite>".repeat(depth)}<testcase name="n"/>${"</testsuite>".repeat(depth)}`

/** `head`, then `megabytes` of `filler`, then `tail`, as a stream that never exists as a whole. */
function* stream(head: string, filler: string, megabytes: number, tail: string): Generator<Uint8Array> {
  yield bytesOf(head)
  const block = bytesOf(filler.repeat(Math.ceil(65_536 / filler.length)))
  for (let sent = 0; sent < megabytes * 1_048_576; sent += block.length) yield block
  yield bytesOf(tail)
}

describe("hostile files are refused for what they are", () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("")
  test.for([
    {
      what: "a billion laughs",
      xml: `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]><testsuite>&l9;</testsuite>`,
      code: "entity-declaration",
    },
    {
      what: "a quadratic bomb",
      xml: `<!DOCTYPE x [<!ENTITY a "${"a".repeat(35_000)}">]>${wrap("&a;".repeat(1700))}`,
      code: "entity-declaration",
    },
    {
      what: "an external entity",
      xml: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${wrap("&e;")}`,
      code: "entity-declaration",
    },
    {
      what: "a parameter entity",
      xml: `<!DOCTYPE x [<!ENTITY % p SYSTEM "http://x/">%p;]>${wrap("")}`,
      code: "entity-declaration",
    },
    {
      what: "attribute defaults",
      xml: `<!DOCTYPE x [<!ATTLIST testcase status CDATA "passed">]>${wrap("")}`,
      code: "entity-declaration",
    },
    { what: "an undefined entity", xml: wrap('<testcase name="&nbsp;"/>'), code: "malformed" },
    { what: "65 nested elements", xml: nested(65), code: "too-large" },
    { what: "a million nested elements", xml: "<testsuite>".repeat(1_000_000), code: "too-large" },
    { what: "the same attribute twice", xml: wrap('<testcase name="a" name="b"/>'), code: "malformed" },
    {
      what: "300 attributes",
      xml: wrap(`<testcase ${Array.from({ length: 300 }, (_, i) => `a${i}=""`).join(" ")}/>`),
      code: "too-large",
    },
    { what: "an endless name", xml: wrap(`<${"n".repeat(5000)}/>`), code: "too-large" },
    { what: "a second document", xml: wrap('<testcase name="a"/>') + wrap(""), code: "malformed" },
    { what: "a NUL byte", xml: wrap('<testcase name="a\0b"/>'), code: "malformed" },
    { what: "a control character in a tag", xml: wrap('<test\u0001case name="a"/>'), code: "malformed" },
    { what: "a test name of a megabyte", xml: wrap(`<testcase name="${"x".repeat(1_000_000)}"/>`), code: "too-large" },
    { what: "CDATA that never ends", xml: "<testsuite><system-out><![CDATA[", code: "truncated" },
    { what: "a comment with two dashes", xml: wrap("<!-- -- -->"), code: "malformed" },
    { what: "]]> in text", xml: wrap("]]>"), code: "malformed" },
    {
      what: "an XML declaration after a line",
      xml: `\n<?xml version="1.0"?>${wrap('<testcase name="a"/>')}`,
      code: "malformed",
    },
  ])("$what: $code", ({ xml, code }) => {
    const { report } = read(xml)
    expect(report).toMatchObject({ outcome: "rejected", code })
    expect(report.reason).not.toBe("")
  })

  test("64 nested elements are still read", () => {
    expect(read(nested(63)).report.outcome).toBe("accepted")
  })

  test("a proxy's error page is named as one", () => {
    const { report } = read("<!DOCTYPE html>\n<html><body><br></body></html>")
    expect(report).toMatchObject({ outcome: "unsupported", code: "web-page" })
  })

  test("an external document type is passed over with a warning, and an empty subset is nothing", () => {
    for (const doctype of ['<!DOCTYPE testsuite SYSTEM "http://x/y.dtd">', '<!DOCTYPE testsuite PUBLIC "a" "b" [ ]>']) {
      const { report } = read(doctype + wrap('<testcase name="a"/>'))
      expect(report).toMatchObject({ outcome: "accepted", warnings: [{ code: "external-doctype" }] })
    }
  })
})

describe("limits hold while the file streams in, with memory bounded", () => {
  test.for([
    {
      what: "a 100 MB attribute",
      head: '<testsuite><testcase name="',
      filler: "x",
      tail: '"/>',
      limit: "bytes in one start tag",
    },
    {
      what: "100 MB of attributes' white space",
      head: "<testsuite><testcase ",
      filler: " ",
      tail: "/>",
      limit: "bytes in one start tag",
    },
  ])("$what is refused at the limit", ({ head, filler, tail, limit }) => {
    let sent = 0
    const counted = function* () {
      for (const chunk of stream(head, filler, 100, tail)) {
        sent += chunk.length
        yield chunk
      }
    }
    const { report } = readChunks(counted())
    expect(report).toMatchObject({ outcome: "rejected", code: "too-large" })
    expect(report.reason).toContain(limit)
    expect(sent).toBeLessThan(10 * 1_048_576)
  })

  test.for([
    { what: "attribute of the root", head: '<testsuite name="' },
    { what: "DOCTYPE", head: '<!DOCTYPE x "' },
    { what: "comment before the root", head: "<!--" },
  ])("a 100 MB $what is given up on after the first look", ({ head }) => {
    let sent = 0
    const counted = function* () {
      for (const chunk of stream(head, "x", 100, "")) {
        sent += chunk.length
        yield chunk
      }
    }
    expect(readChunks(counted()).report).toMatchObject({ outcome: "unsupported", code: "not-recognised" })
    expect(sent).toBeLessThan(1_048_576)
  })

  test.for([
    { what: "comment", head: "<testsuite><!--", filler: "x ", tail: '--><testcase name="a"/></testsuite>' },
    {
      what: "output",
      head: '<testsuite><testcase name="a"><system-out>',
      filler: "x &lt; ",
      tail: "</system-out></testcase></testsuite>",
    },
    {
      what: "CDATA",
      head: '<testsuite><testcase name="a"><failure><![CDATA[',
      filler: "x ]] ",
      tail: "]]></failure></testcase></testsuite>",
    },
  ])("a 20 MB $what is read through and not kept", ({ head, filler, tail }) => {
    const { report, facts } = readChunks(stream(head, filler, 20, tail))
    expect(report).toMatchObject({ outcome: "accepted", counts: { tests: 1 } })
    expect(JSON.stringify(facts).length).toBeLessThan(70_000)
  })

  test.for([
    { limits: { bytes: 100 }, xml: wrap(" ".repeat(200)), reason: "100 bytes in the file" },
    { limits: { items: 2 }, xml: wrap('<testcase name="a"/>'.repeat(3)), reason: "At line 1: more than 2 items" },
    { limits: { depth: 2 }, xml: wrap("<a><b/></a>"), reason: "more than 2 nested elements" },
    {
      limits: { identity: 10 },
      xml: wrap('<testcase name="12345678901"/>'),
      reason: "more than 10 characters in a test's suite",
    },
  ])("the limit that was hit is named: $reason", ({ limits, xml, reason }) => {
    const { report } = read(xml, { limits })
    expect(report).toMatchObject({ outcome: "rejected", code: "too-large" })
    expect(report.reason).toContain(reason)
  })
})

describe("hostile names are names", () => {
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "safe\u202Egpj.exe",
    "zero\u200Bwidth",
    "\uFEFFmark",
    "  ",
    "",
    "x".repeat(10_000),
    "a::b::c",
    "💥",
  ]
  const escaped = (name: string) => name.replace(/[&<"]/g, (character) => `&#${character.charCodeAt(0)};`)
  const xml = wrap(names.map((name) => `<testcase classname="${escaped(name)}" name="${escaped(name)}"/>`).join(""))

  test("they come out as they went in, each a test of its own", () => {
    const { report, facts } = read(xml)
    expect(facts.map(({ name }) => name)).toEqual(names)
    expect(facts.map((fact) => fact.class)).toEqual(names)
    expect(report.counts).toMatchObject({ tests: names.length, unique: names.length })
  })

  test("with merged retries as well", () => {
    expect(read(xml, { retries: "merge" }).report.counts).toMatchObject({ tests: names.length, unique: names.length })
  })

  test("in status words, properties and elements they mean nothing", () => {
    for (const name of ["__proto__", "constructor", "valueOf"]) {
      const { report } = read(
        wrap(
          `<${name}/><testcase name="a" status="${name}"><properties><property name="${name}" value="x"/></properties></testcase>`,
        ),
      )
      expect(report).toMatchObject({ outcome: "accepted", counts: { errored: 1 } })
    }
  })
})

describe("characters that XML forbids are replaced, said, and change no count", () => {
  test.for([
    { what: "a raw escape in output", inner: "<system-out>\u001b[31mred\u001b[0m</system-out>", count: 2 },
    { what: "an escaped escape", inner: "<system-out>&#27;[31m</system-out>", count: 1 },
    { what: "a bell in CDATA", inner: "<failure><![CDATA[\u0007]]></failure>", count: 1 },
    { what: "U+FFFF", inner: "<failure>\uFFFF</failure>", count: 1 },
    { what: "half a surrogate by number", inner: "<failure>&#xD800;</failure>", count: 1 },
  ])("$what", ({ inner, count }) => {
    for (const chunk of [1, 1000]) {
      const { report } = read(wrap(`<testcase name="a">${inner}</testcase><testcase name="b"/>`), { chunk })
      expect(report).toMatchObject({ outcome: "accepted", counts: { tests: 2 } })
      expect(report.warnings).toContainEqual(expect.objectContaining({ code: "control-characters", count }))
    }
  })

  test("in a tag that arrives in pieces they are counted once", () => {
    for (const chunk of [1, 5, 1000]) {
      const { report } = read(wrap('<testcase name="&#27;a" class="&#27;" file="x"/><testcase name="b"/>'), { chunk })
      expect(report.warnings).toMatchObject([{ code: "control-characters", count: 2 }])
    }
  })

  test("in a name they become U+FFFD", () => {
    const { facts } = read(wrap('<testcase name="bell\u0007" classname="&#7;&#0;"/>'))
    expect(facts[0]).toMatchObject({ name: "bell\uFFFD", class: "\uFFFD\uFFFD" })
  })
})

test("a report in which everything happens at once is counted once", () => {
  const one = "<skipped/><failure>x</failure><error>y</error><flakyFailure/><rerunError/>"
  expect(tally(read(wrap(`<testcase name="a" status="run">${one}</testcase>`)))).toBe("0/0/1/0")
})
