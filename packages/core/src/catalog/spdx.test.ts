import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { choicesOf, isKnown, parseLicence } from "./spdx.ts"

const licence = (id: string, over = {}) => ({ kind: "licence", id, orLater: false, exception: null, ...over })

describe("an expression", () => {
  test.for<[text: string, tree: unknown]>([
    ["MIT", licence("MIT")],
    ["mit", licence("MIT")],
    ["GPL-2.0", licence("GPL-2.0-only")],
    ["GPL-2.0+", licence("GPL-2.0-only", { orLater: true })],
    ["GPL-2.0-or-later", licence("GPL-2.0-only", { orLater: true })],
    ["Apache-2.0+", licence("Apache-2.0", { orLater: true })],
    ["GPL-2.0-with-classpath-exception", licence("GPL-2.0-only", { exception: "Classpath-exception-2.0" })],
    ["GPL-2.0-only WITH Classpath-exception-2.0", licence("GPL-2.0-only", { exception: "Classpath-exception-2.0" })],
    ["LicenseRef-own", { kind: "unknown", text: "LicenseRef-own" }],
    ["Own WITH x", { kind: "unknown", text: "Own WITH x" }],
    ["(MIT)", licence("MIT")],
    [
      "MIT OR ISC AND Zlib",
      { kind: "or", parts: [licence("MIT"), { kind: "and", parts: [licence("ISC"), licence("Zlib")] }] },
    ],
    [
      "(MIT or ISC) and Zlib",
      { kind: "and", parts: [{ kind: "or", parts: [licence("MIT"), licence("ISC")] }, licence("Zlib")] },
    ],
    ["", undefined],
    ["MIT OR", undefined],
    ["OR", undefined],
    ["(MIT", undefined],
    ["MIT)", undefined],
    ["MIT ISC", undefined],
    ["MIT WITH", undefined],
    ["MIT WITH (x)", undefined],
    ["(MIT OR ISC) WITH x", undefined],
    ["Apache License, Version 2.0", undefined],
    ["(".repeat(1_000) + "MIT" + ")".repeat(1_000), undefined],
  ])("%s", ([text, tree]) => {
    expect(parseLicence(text)).toStrictEqual(tree)
  })
})

test("whoever may take a later version may take any that SPDX knows", () => {
  const choices = (text: string) => {
    const tree = parseLicence(text)
    return tree?.kind === "licence" ? choicesOf(tree) : []
  }
  expect(choices("GPL-2.0-or-later")).toStrictEqual(["GPL-2.0-only", "GPL-3.0-only"])
  expect(choices("GPL-2.0-only")).toStrictEqual(["GPL-2.0-only"])
  expect(choices("Apache-1.1+")).toStrictEqual(["Apache-1.1", "Apache-2.0"])
  expect(choices("MIT+")).toStrictEqual(["MIT"])
})

test("no text makes it throw, and one word is known or unknown, never nothing", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("MIT", "GPL-2.0+", "AND", "OR", "WITH", "(", ")", "x", "\u0000"), { maxLength: 30 }),
      (words) => {
        const tree = parseLicence(words.join(" "))
        expect(tree === undefined || typeof isKnown(tree) === "boolean").toBe(true)
      },
    ),
  )
})
