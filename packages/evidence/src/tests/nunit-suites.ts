import { baseName, type TestSheet } from "./test-sheet.ts"

type Suite = {
  readonly at: number
  readonly label: string
  readonly assembly: string
  /** Whether the suite itself says that it failed. */
  readonly failed: boolean
  /** Whether its failure is only that of its tests, or of a suite around it. */
  readonly elsewhere: boolean
  /** Failed tests and troubles inside. */
  bad: number
  message: string | undefined
}

/** What a suite's own header says. */
export type NunitSuite = {
  readonly at: number
  readonly name: string
  readonly type: string
  readonly failed: boolean
  /** `site` of NUnit 3: where the failure happened. */
  readonly site: string
}

/** Messages by which NUnit says that a suite failed because of its tests: no failure of its own. */
const OF_CHILDREN = /^\s*(one or more child tests had|child test failed)/i

/**
 * The suites that are open in an NUnit report. A suite can fail on its own (a set-up or tear-down that threw, an
 * assembly that could not be loaded); whoever counts only tests would not see it.
 */
export class NunitSuites {
  private readonly open: Suite[] = []
  private readonly sheet: TestSheet

  constructor(sheet: TestSheet) {
    this.sheet = sheet
  }

  /** The name of the assembly around the current place, without the folders it lay in. */
  get assembly(): string {
    return this.open.at(-1)?.assembly ?? ""
  }

  enter({ at, name, type, failed, site }: NunitSuite): void {
    const outer = this.open.at(-1)
    const isAssembly = /^(assembly|project)$/i.test(type) || (outer === undefined && /\.(dll|exe)$/i.test(name))
    this.open.push({
      at,
      label: baseName(name),
      assembly: isAssembly ? baseName(name) : (outer?.assembly ?? ""),
      failed,
      elsewhere: /^(child|parent)$/i.test(site),
      bad: 0,
      message: undefined,
    })
  }

  /** The text of a failure or reason directly under the suite. */
  told(message: string): void {
    const suite = this.open.at(-1)
    if (suite !== undefined) suite.message ??= message
  }

  /** Notes a failed test in the current suite. */
  bad(): void {
    const suite = this.open.at(-1)
    if (suite !== undefined) suite.bad++
  }

  leave(): void {
    const suite = this.open.pop()
    if (suite === undefined) return
    const { failed, elsewhere, message } = suite
    const own = message !== undefined && !elsewhere && !OF_CHILDREN.test(message)
    if (failed && (own || suite.bad === 0)) {
      this.sheet.trouble({
        at: suite.at,
        suite: this.path(suite),
        what: "suite failed",
        message: message ?? "The suite failed although none of its tests did.",
      })
      suite.bad++
    }
    const outer = this.open.at(-1)
    if (outer !== undefined) outer.bad += suite.bad
  }

  private path({ assembly, label }: Suite): string {
    return assembly === "" || assembly === label ? label : `${assembly}/${label}`
  }
}
