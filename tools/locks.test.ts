import { spawnSync } from "node:child_process"
import { afterAll, describe, expect, test } from "vitest"
import { plant } from "./planted.ts"
import { ROOT } from "./repository.ts"

const CORE = "packages/core/src/kernel"

/** What the compiler must refuse in core: none of it exists in a program without a platform. */
const PLATFORM = [
  { name: "process", text: `export const a = process.env` },
  { name: "Buffer", text: `export const a = Buffer.from("")` },
  { name: "fetch", text: `export const a = fetch("/")` },
  { name: "console", text: `console.log("")` },
  { name: "setTimeout", text: `setTimeout(() => {}, 0)` },
  { name: "URL", text: `export const a = new URL("x:")` },
  { name: "TextDecoder", text: `export const a = new TextDecoder()` },
  { name: "crypto", text: `export const a = crypto.randomUUID()` },
  { name: "node:fs", text: `export { readFileSync } from "node:fs"` },
  { name: "document", text: `export const a = document.title` },
] as const

/** What the linter must refuse, by the rule that does. */
const HABITS = [
  {
    rule: "no-restricted-globals",
    what: "core asks for the time",
    file: "clock.ts",
    text: `export const a = new Date()`,
  },
  {
    rule: "no-restricted-properties",
    what: "core rolls dice",
    file: "chance.ts",
    text: `export const a = Math.random()`,
  },
  {
    rule: "no-cycle",
    what: "two files import each other",
    file: "left.ts",
    text: `import { right } from "./right.ts"\nexport const left = (): number => right()`,
  },
  {
    rule: "no-floating-promises",
    what: "a promise is left alone",
    file: "floating.ts",
    text: `const later = async (): Promise<void> => {}\nexport const a = (): void => {\n  later()\n}`,
  },
  {
    rule: "switch-exhaustiveness-check",
    what: "a switch forgets a kind",
    file: "switch.ts",
    text: `export function a(kind: "one" | "two"): void {\n  switch (kind) {\n    case "one":\n      return\n  }\n}`,
  },
  { rule: "no-explicit-any", what: "a type is given up", file: "any.ts", text: `export const a: any = 1` },
] as const

const RIGHT = `import { left } from "./left.ts"\nexport const right = (): number => left()`

const planted = plant({
  ...Object.fromEntries(PLATFORM.map(({ text }, index) => [`${CORE}/platform-${index}.ts`, text])),
  ...Object.fromEntries(HABITS.map(({ file, text }) => [`${CORE}/${file}`, text])),
  [`${CORE}/right.ts`]: RIGHT,
  [`${CORE}/innocent.ts`]: `export const a = 1`,
})
afterAll(planted.remove)

/** Runs one of the pinned tools over the planted house and hands back what it said, complaint by complaint. */
function complaintsOf(tool: string, args: readonly string[], separator: RegExp): readonly string[] {
  const { status, stdout, error } = spawnSync(`${ROOT}node_modules/.bin/${tool}`, args, {
    cwd: planted.root,
    encoding: "utf8",
  })
  if (error !== undefined) throw error
  expect(status, stdout).not.toBe(0)
  return stdout.split(separator)
}

describe("the compiler keeps the platform out of core", () => {
  const complaints = complaintsOf("tsc", ["-p", "packages/core", "--pretty", "false"], /\n(?! )/)

  test.for(PLATFORM.map((plant, index) => ({ ...plant, file: `${CORE}/platform-${index}.ts` })))(
    "$name does not exist there",
    ({ name, file }) => {
      expect(complaints.filter((said) => said.startsWith(file)).join()).toContain(`'${name}'`)
    },
  )

  test("what does no harm is left alone", () => {
    expect(complaints.filter((said) => said.startsWith(`${CORE}/innocent.ts`))).toStrictEqual([])
  })
})

describe("the linter refuses", () => {
  const complaints = complaintsOf("oxlint", ["--type-aware", "--deny-warnings", "--format", "unix", "packages"], /\n/)

  test.for(HABITS)("$what ($rule)", ({ rule, file }) => {
    expect(complaints.filter((said) => said.includes(`/${file}:`)).join()).toContain(rule)
  })

  test("nothing that does no harm", () => {
    expect(complaints.filter((said) => said.includes("innocent.ts"))).toStrictEqual([])
  })
})

test("Node itself refuses an import past a package's door", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", `await import("@promotrail/core/src/kernel/brand.ts")`],
    { cwd: ROOT, encoding: "utf8" },
  )
  expect(status).not.toBe(0)
  expect(stderr).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED")
})
