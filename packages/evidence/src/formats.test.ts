import { describe, expect, test } from "vitest"
import { FORMATS, LIST_FORMATS } from "./index.ts"

describe("every format that is read says", () => {
  test.for(FORMATS.filter(({ read }) => read))(
    "$id: its versions, what is taken, what is not, how it is made",
    (format) => {
      const { versions, recognisedBy, takes, refuses, distrusts, commands } = format
      expect(versions).toMatch(/\S/)
      expect(recognisedBy).toMatch(/\S/)
      for (const said of [takes, [...refuses, ...distrusts], commands]) {
        expect(said.length).toBeGreaterThan(0)
        for (const words of said) expect(words).toMatch(/^\S(.*\S)?$/)
      }
    },
  )

  test.for(FORMATS.filter(({ kind }) => kind !== "config" && kind !== "tests"))("$id: where it is filed", (format) => {
    expect(format.category).toMatch(/^[a-z][a-z-]*$/)
    expect(["artifact", "environment"]).toContain(format.subject)
  })
})

test("no two formats share an id or a title, so that each has its place on the page", () => {
  for (const names of [FORMATS.map(({ id }) => id), FORMATS.map(({ title }) => title)]) {
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted())
  }
})

test("every list of tests says how it is made", () => {
  for (const { id, recognisedBy, refuses, commands } of LIST_FORMATS) {
    expect([recognisedBy, refuses.length > 0, commands.length > 0], id).toEqual([recognisedBy, true, true])
  }
})
