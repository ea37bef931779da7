import { describe, expect, test } from "vitest"
import { readNumber } from "./number.ts"
import { readTime } from "./time.ts"

describe("numbers as tools write them", () => {
  test.for([
    ["12", 12],
    ["1,234.56", 1234.56],
    ["1.234,56", 1234.56],
    ["1,234,567", 1_234_567],
    ["0,123", 0.123],
    ["2,5", 2.5],
    ["1 234,5", 1234.5],
    ["1e3", 1000],
    ["-4", -4],
    ["97.5 %", 97.5],
    ["0.5s", 0.5],
    [".5", 0.5],
    ["5.", 5],
  ] as const)("%s is %d", ([text, value]) => {
    expect(readNumber(text)).toEqual({ kind: "number", value })
  })

  test.for(["", " ", "-"])("%j is none", (text) => {
    expect(readNumber(text)).toEqual({ kind: "none" })
  })

  test.for(["NaN", "Infinity", "0x10", "1e999", "1.2.3", "twelve", "--1", "9".repeat(400)])(
    "%s is unreadable",
    (text) => {
      expect(readNumber(text)).toEqual({ kind: "unreadable" })
    },
  )
})

describe("times as tools write them", () => {
  test.for([
    ["2026-11-20T18:44:42Z", "2026-11-20T18:44:42.000Z", "named"],
    ["2026-11-20T18:44:42.123456789Z", "2026-11-20T18:44:42.123Z", "named"],
    ["2026-11-20T18:44:42,5+0530", "2026-11-20T13:14:42.500Z", "named"],
    ["2026-11-20T18:44:42-08:00", "2026-11-21T02:44:42.000Z", "named"],
    ["2026-11-20 18:44:42 UTC", "2026-11-20T18:44:42.000Z", "named"],
    ["2026-11-20T18:44", "2026-11-20T18:44:00.000Z", "assumed"],
    ["2024-01-03T 12:40:13", "2024-01-03T12:40:13.000Z", "assumed"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z", "named"],
    ["20 Nov 2026 18:44:42 GMT", "2026-11-20T18:44:42.000Z", "named"],
    ["1795198868466", "2026-11-20T18:21:08.466Z", "named"],
  ] as const)("%s is %s, zone %s", ([text, at, zone]) => {
    expect(readTime(text)).toEqual({ kind: "instant", at, zone })
  })

  test.for(["", "2026-11-20", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00", "0000000000000"])(
    "%j is unknown, never now",
    (text) => {
      expect(readTime(text)).toEqual({ kind: "unknown" })
    },
  )

  test.for([
    "now",
    "2026-02-30T00:00:00Z",
    "2026-11-20T25:00:00Z",
    "9999-12-31T23:00:00-12:00",
    "20 Foo 2026 18:44:42 GMT",
  ])("%s is unreadable", (text) => {
    expect(readTime(text)).toEqual({ kind: "unreadable" })
  })
})
