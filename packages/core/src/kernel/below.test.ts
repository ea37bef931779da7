import fc from "fast-check"
import { expect, test } from "vitest"
import { isBelow } from "./below.ts"

const REPOSITORY = "https://github.com/acme/checkout"
const WORKFLOW = `${REPOSITORY}/.github/workflows/release.yml`

test.for([
  { pattern: REPOSITORY, text: REPOSITORY, is: true },
  { pattern: REPOSITORY, text: `${WORKFLOW}@refs/heads/main`, is: true },
  { pattern: `${REPOSITORY}/`, text: `${WORKFLOW}@refs/heads/main`, is: true },
  { pattern: REPOSITORY, text: `${REPOSITORY}-evil/.github/workflows/release.yml@refs/heads/main`, is: false },
  { pattern: "https://github.com/acme", text: "https://github.com/acme-evil/checkout", is: false },
  { pattern: "https://github.com/acme", text: "https://github.com/acme/other", is: true },
  { pattern: REPOSITORY, text: `https://evil.example/${REPOSITORY}/x`, is: false },
  { pattern: REPOSITORY, text: `x${REPOSITORY}`, is: false },
  { pattern: REPOSITORY, text: "https://github.com/acme/checkou", is: false },
  { pattern: WORKFLOW, text: `${WORKFLOW}@refs/tags/v1`, is: true },
  { pattern: `${WORKFLOW}@refs/heads/main`, text: `${WORKFLOW}@refs/heads/main`, is: true },
  { pattern: `${WORKFLOW}@refs/heads/main`, text: `${WORKFLOW}@refs/heads/main/evil`, is: false },
  { pattern: `${WORKFLOW}@refs/tags/*`, text: `${WORKFLOW}@refs/tags/v1.2`, is: true },
  { pattern: `${WORKFLOW}@refs/tags/*`, text: `${WORKFLOW}@refs/tags/a/b`, is: false },
  { pattern: "https://github.com/*/release.yml@**", text: `${WORKFLOW}@refs/heads/main`, is: false },
  { pattern: "https://github.com", text: "https://github.com/anybody/anything", is: false },
  { pattern: "https://github.com/", text: "https://github.com/anybody/anything", is: false },
  { pattern: "anna@example.com", text: "anna@example.com", is: true },
  { pattern: "anna@example.com", text: "anna@example.com/x", is: false },
  { pattern: "anna@example.com", text: "joanna@example.com", is: false },
  { pattern: "https://github.com/acme/checkout", text: "", is: false },
  { pattern: "beacon", text: "a-beacon-b", is: false },
  { pattern: "https://github.com/a.me/x", text: "https://github.com/acme/x", is: false },
])("$pattern and $text: $is", ({ pattern, text, is }) => {
  expect(isBelow(pattern)(text)).toBe(is)
})

test("what goes on after an address without a boundary is never below it", () => {
  const rest = fc.string({ minLength: 1 }).filter((text) => !/^[/@]/.test(text))
  fc.assert(
    fc.property(rest, (text) => {
      expect(isBelow(REPOSITORY)(REPOSITORY + text)).toBe(false)
    }),
  )
})
