import fc from "fast-check"
import { expect, test } from "vitest"
import { messageReader } from "./event-stream.ts"

const STREAM =
  'retry: 2000\n\nevent: hello\nid: 41\ndata: {"size":42}\n\n: still here\n\nevent: entry\r\nid: 42\r\ndata: one\r\ndata: two\r\n\r\n'
const MESSAGES = [
  { id: "41", event: "hello", data: '{"size":42}' },
  { id: "42", event: "entry", data: "one\ntwo" },
]

test("comments and fields without data are no messages", () => {
  expect(messageReader()(STREAM)).toEqual(MESSAGES)
})

test("it does not matter where the network cuts the stream", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
      const read = messageReader()
      const edges = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length]
      const pieces = edges.slice(1).map((edge, at) => STREAM.slice(edges[at], edge))
      expect(pieces.flatMap(read)).toEqual(MESSAGES)
    }),
  )
})

test("a message that is not finished is not given", () => {
  expect(messageReader()("data: half")).toEqual([])
})
