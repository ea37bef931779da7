import type { TestStatus } from "@promotrail/core"
import type { Tally } from "../warnings.ts"
import { shorten } from "../warnings.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { readNumber } from "../values/number.ts"

type Suite = {
  readonly root: boolean
  readonly label: string
  readonly path: string
  readonly file: string
  readonly promised: number | undefined
  readonly promisedBad: number | undefined
  direct: number
  tests: number
  bad: number
}

/** The suites that are open, and whether their headers tell the truth. Counts come from testcases only. */
export class JunitSuites {
  /** Tests that headers promise, at the outermost level that says so. */
  promised = 0
  private readonly open: Suite[] = []
  private readonly warnings: Tally

  constructor(warnings: Tally) {
    this.warnings = warnings
  }

  /** The named suites that enclose the current place, joined with `/`. */
  get path(): string {
    return this.open.at(-1)?.path ?? ""
  }

  /** The file of the nearest suite that names one. */
  get file(): string {
    return this.open.at(-1)?.file ?? ""
  }

  enter(root: boolean, header: XmlAttributes): void {
    const parent = this.open.at(-1)
    const name = root ? "" : (header.get("name") ?? "")
    const above = parent?.path ?? ""
    const promised = count(header.get("tests"))
    const failures = count(header.get("failures"))
    const errors = count(header.get("errors"))
    this.open.push({
      root,
      label: header.get("name") ?? "",
      path: name === "" ? above : above === "" ? name : `${above}/${name}`,
      file: header.get("file") ?? parent?.file ?? "",
      promised,
      promisedBad: failures === undefined && errors === undefined ? undefined : (failures ?? 0) + (errors ?? 0),
      direct: 0,
      tests: 0,
      bad: 0,
    })
  }

  add(status: TestStatus): void {
    const suite = this.open.at(-1)
    if (suite === undefined) return
    suite.direct++
    suite.tests++
    if (status === "failed" || status === "errored") suite.bad++
  }

  leave(): void {
    const suite = this.open.pop()
    if (suite === undefined) return
    const parent = this.open.at(-1)
    if (parent !== undefined) {
      parent.tests += suite.tests
      parent.bad += suite.bad
    }
    if (suite.promised !== undefined && this.open.every((outer) => outer.promised === undefined)) {
      this.promised += suite.promised
    }
    this.compare(suite)
  }

  /** A header may count its own testcases, or those of the suites below it as well. */
  private compare(suite: Suite): void {
    const { promised, promisedBad, direct, tests, bad } = suite
    const label = suite.label === "" ? (suite.root ? "the report" : "a suite") : shorten(suite.label)
    if (promised !== undefined && promised !== tests && promised !== direct) {
      this.warnings.add("header-disagrees", `${label} says ${promised} tests, the file lists ${tests}`)
    } else if (promisedBad !== undefined && promisedBad !== bad && direct === tests) {
      this.warnings.add("header-disagrees", `${label} says ${promisedBad} failures and errors, the file lists ${bad}`)
    }
  }
}

function count(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const read = readNumber(text)
  return read.kind === "number" ? Math.max(0, Math.round(read.value)) : undefined
}
