import fc from "fast-check"
import { expect, test } from "vitest"
import { bytesOf, decoders, read } from "../../testing/reading.ts"

/** A report with `bytes` in its output; the platform's own decoder is the judge of whether they are UTF-8. */
function withOutput(bytes: Uint8Array): Uint8Array {
  const head = bytesOf('<testsuite name="s"><testcase name="a"><system-out>')
  const tail = bytesOf("</system-out></testcase></testsuite>")
  const all = new Uint8Array(head.length + bytes.length + tail.length)
  all.set(head)
  all.set(bytes, head.length)
  all.set(tail, head.length + bytes.length)
  return all
}

function platformAccepts(bytes: Uint8Array): boolean {
  try {
    decoders("utf-8")?.decode(bytes)
    return true
  } catch {
    return false
  }
}

// No ASCII but letters: what markup does to a report is another matter.
const byte = fc.oneof(
  fc.integer({ min: 0x80, max: 0xff }),
  fc.constantFrom(0x61, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf),
)

test("bytes are UTF-8 to the scanner exactly when they are to the platform", () => {
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 8 }), fc.constantFrom(1, 3, 1000), (list, chunk) => {
      const bytes = Uint8Array.from(list)
      const { report } = read(withOutput(bytes), { chunk })
      expect(report.outcome).toBe(platformAccepts(bytes) ? "accepted" : "rejected")
    }),
    { numRuns: 8000 },
  )
})

test("every character comes through as it is, but for those XML forbids", () => {
  for (let code = 0x20; code < 0x110000; code += code < 0x3000 ? 1 : 97) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const character = String.fromCodePoint(code)
    if ("<>&\"'".includes(character)) continue
    const { facts } = read(`<testsuite><testcase name="${character}x"/></testsuite>`)
    expect(facts[0]?.name).toBe(`${character}x`)
  }
})

test("every sequence of two, three and four bytes is judged as the platform judges it", () => {
  const wrong: string[] = []
  const continuations = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0]
  for (let first = 0x80; first < 0x100; first++) {
    for (const second of continuations) {
      for (const rest of [[], [0x80], [0x80, 0x80], [0xbf, 0xc0]]) {
        const bytes = Uint8Array.of(first, second, ...rest)
        const ours = read(withOutput(bytes)).report.outcome === "accepted"
        if (ours !== platformAccepts(bytes)) wrong.push([...bytes].map((b) => b.toString(16)).join(" "))
      }
    }
  }
  expect(wrong).toEqual([])
})
