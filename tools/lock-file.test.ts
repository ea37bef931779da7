import { expect, test } from "vitest"
import { completeLock, type Locked } from "./lock-file.ts"

const asking = (name: string, version: string): Locked => ({
  version: "1.0.0",
  dev: true,
  license: "MIT",
  optionalDependencies: { [name]: version },
})
const LINUX = { dev: true, license: "MIT", optional: true, cpu: ["x64"], os: ["linux"], libc: ["musl"] }

test.for<{ what: string; held: Record<string, Locked>; added: Record<string, Locked> }>([
  {
    what: "a native part that is missing is named where npm would hoist it",
    held: { "node_modules/a": asking("@a/linux-x64-musl", "1.0.0") },
    added: { "node_modules/@a/linux-x64-musl": { version: "1.0.0", ...LINUX } },
  },
  {
    what: "a native part whose hoisted place another version holds is named below its owner",
    held: {
      "node_modules/@a/linux-x64-musl": { version: "2.0.0" },
      "node_modules/b/node_modules/a": asking("@a/linux-x64-musl", "1.0.0"),
    },
    added: { "node_modules/b/node_modules/a/node_modules/@a/linux-x64-musl": { version: "1.0.0", ...LINUX } },
  },
  {
    what: "a native part that is held is left as it is",
    held: {
      "node_modules/@a/linux-x64-musl": { version: "1.0.0", integrity: "sha512-…" },
      "node_modules/a": asking("@a/linux-x64-musl", "1.0.0"),
    },
    added: {},
  },
])("$what", ({ held, added }) => {
  const lock = { packages: { ...held } }
  expect(completeLock(lock)).toStrictEqual(Object.keys(added))
  expect(lock.packages).toStrictEqual({ ...held, ...added })
})

test("an optional package that is for every machine cannot be guessed", () => {
  expect(() => completeLock({ packages: { "node_modules/a": asking("faster-a", "1.0.0") } })).toThrow("by hand")
})
