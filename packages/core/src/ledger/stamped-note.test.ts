import { expect, test } from "vitest"
import { formatStampedNote, parseStampedNote } from "./stamped-note.ts"

test("a stamped note comes apart into exactly what it was made of", () => {
  const stamped = { note: "log.example\n5\nx\n\n— log.example AAAA\n", response: Uint8Array.of(0x30, 0, 0xff) }
  expect(parseStampedNote(formatStampedNote(stamped))).toStrictEqual(stamped)
})

test.for(["", "x", "note\n\n— a b\n", "note\n\nMAD/", "note\n\n\n"])("%j is none", (text) => {
  expect(parseStampedNote(text)).toBeUndefined()
})
