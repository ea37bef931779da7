import fc from "fast-check"
import { expect, test } from "vitest"
import { harmless } from "./harmless.ts"

test.for([
  ["a colour escape", "\u001b[31mred", "�[31mred"],
  ["a bidi override", "a\u202egpj.exe", "a�gpj.exe"],
  ["bidi isolates", "\u2066x\u2069", "�x�"],
  ["what is reserved among the bidi controls", "a\u2065", "a�"],
  ["a line break", "pass\nfake", "pass fake"],
  ["a line separator", "a\u2028b", "a b"],
  ["a carriage return and a bell", "a\rb\u0007", "a b�"],
  ["a C1 control", "a\u009bb", "a�b"],
  ["a zero-width space and a byte order mark", "a\u200b\ufeff", "a��"],
  ["tag characters", "a\u{e0041}", "a�"],
  ["a lone surrogate", "a\ud800", "a�"],
  ["joined emoji", "👩‍👧", "👩‍👧"],
  ["Arabic, Hebrew and accents", "سلام שלום é", "سلام שלום é"],
] as const)("%s is made harmless", ([, text, expected]) => {
  expect(harmless(text)).toBe(expected)
})

const anything = fc.oneof(fc.nat(0x10ffff), fc.nat(0x2fff)).map((code) => String.fromCodePoint(code))

test("nothing that moves a cursor or turns a line is left, and doing it twice changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: anything }), (text) => {
      const made = harmless(text)
      // oxlint-disable-next-line no-control-regex -- this is what must not be there
      expect(made).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u)
      expect(harmless(made)).toBe(made)
    }),
  )
})
