import type { JsonPlace } from "../json/json.ts"
import type { JsonRules, JsonTake } from "../json/rules.ts"
import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import { invalid } from "./json-parts.ts"
import type { Told } from "./test-sheet.ts"

/** A test with the titles of the suites around it, the outermost first, and the file of the innermost that has one. */
export type NestedTest = { readonly told: Told; readonly titles: readonly string[]; readonly file: string }

/** A suite while it is open. Its title and file may come last, so what stands below it waits for them. */
type Suite = { title: string; file: string; readonly tests: NestedTest[] }

/** Suites within `suites` of suites, as Playwright and Mochawesome write them; hands tests over as a root suite ends. */
export class NestedSuites {
  private readonly open: Suite[] = []
  private readonly onTest: (test: NestedTest) => void

  constructor(onTest: (test: NestedTest) => void) {
    this.onTest = onTest
  }

  /** Puts a test into the suite that is open. */
  add(told: Told, titles: readonly string[] = []): void {
    this.open.at(-1)?.tests.push({ told, titles, file: "" })
  }

  /**
   * Rules for the suites that begin at `root`, as deep as elements of XML may be. Deeper ones are refused: what is
   * passed over cannot have passed.
   */
  rules(root: string, members: Readonly<Record<string, JsonTake>>, limits: Limits): JsonRules {
    const rules: Record<string, JsonRules[string]> = {}
    let path = root
    for (let depth = 0; depth < limits.depth; depth++) {
      rules[`${path}/*`] = { open: (kind, place) => this.enter(kind, place), close: () => this.leave() }
      rules[`${path}/*/title`] = (value) => this.note("title", value)
      rules[`${path}/*/file`] = (value) => this.note("file", value)
      for (const [member, take] of Object.entries(members)) rules[`${path}/*/${member}`] = take
      path = `${path}/*/suites`
    }
    rules[path] = {
      open: (_kind, { at }) => {
        throw new RefusedInput({ kind: "too-large", what: "depth", limit: limits.depth, line: at })
      },
    }
    return rules
  }

  private enter(kind: string, { at }: JsonPlace): void {
    if (kind !== "object") invalid(at, "a suite is no object")
    this.open.push({ title: "", file: "", tests: [] })
  }

  private note(member: "title" | "file", value: unknown): void {
    const suite = this.open.at(-1)
    if (suite !== undefined && typeof value === "string") suite[member] = value
  }

  private leave(): void {
    const suite = this.open.pop()
    if (suite === undefined) return
    const outer = this.open.at(-1)
    for (const { told, titles, file } of suite.tests) {
      const test = { told, titles: [suite.title, ...titles], file: file || suite.file }
      if (outer === undefined) this.onTest(test)
      else outer.tests.push(test)
    }
  }
}
