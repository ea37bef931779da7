import { expect, test } from "vitest"
import { isLoopback } from "./server-url.ts"

test.for([
  ["http://localhost:4680", true],
  ["http://shop.localhost", true],
  ["http://127.0.0.1:4680", true],
  ["http://127.8.9.10", true],
  ["http://[::1]:4680", true],
  ["http://127.example.com", false],
  ["http://127.0.0.1.example.com", false],
  ["http://localhost.example.com", false],
  ["http://10.0.0.1", false],
] as const)("%s stays on this machine: %s", ([address, stays]) => {
  expect(isLoopback(new URL(address))).toBe(stays)
})
