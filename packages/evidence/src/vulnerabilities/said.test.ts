import { expect, test } from "vitest"
import { said } from "./said.ts"

test.for([
  ["no network", '"no network"'],
  ["GET https://robot:hunter2@host.example/x failed", '"GET https://host.example/x failed"'],
  ["GET https://hunter2@host.example/x\nfailed", '"GET https://host.example/x\\nfailed"'],
  ["mail me@host.example", '"mail me@host.example"'],
] as const)("%j is told as %s", ([words, told]) => {
  expect(said(words)).toBe(told)
})

test("what is long is cut", () => {
  expect(said("x".repeat(10_000)).length).toBeLessThan(200)
})
