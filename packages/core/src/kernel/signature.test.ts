import { expect, test } from "vitest"
import { bytesOfHex, hexOf } from "./hex.ts"
import { p256Readings } from "./signature.ts"

const ONE = "00".repeat(31)
const TOP = "ff".repeat(32)

test.for([
  ["r ‖ s", `${ONE}01${ONE}02`, [`${ONE}01${ONE}02`]],
  ["two small numbers in DER", "3006020101020102", [`${ONE}01${ONE}02`]],
  ["two large ones, with the zero that keeps them positive", `3046022100${TOP}022100${TOP}`, [`${TOP}${TOP}`]],
  ["a third number", "3009020101020102020103", []],
  ["a byte behind it", "300602010102010200", []],
  ["a negative number", "3006020181020102", []],
  ["a zero in front that nothing asks for", "300702020001020102", []],
  ["a number that is cut", "3005020101020102", []],
  ["an empty number", "30050200020102", []],
  ["a number that is too long", `3027022201${TOP}00020102`, []],
  ["a length in its long form", "308106020101020102", []],
  ["one number", "3003020101", []],
  ["nothing", "", []],
] as const)("%s: %j", ([, hex, readings]) => {
  expect(p256Readings(bytesOfHex(hex)).map(hexOf)).toStrictEqual(readings)
})
