import { EMPTY_KNOWN, FLAKY, tally, type TallyInput } from "@promotrail/core"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { ratioFinding } from "../support/finding.ts"
import type { Bench } from "../support/lab.ts"
import { compileC, figureOf, runC } from "../support/native.ts"
import { inPairs, timed } from "../support/timing.ts"
import { environmentNames, madeUpBytes, testClasses } from "../support/vectors.ts"

const ENVIRONMENTS = 6
const CLASSES = 8
const C_ROUNDS = 5

type Counted = { readonly passed: number; readonly inScope: number; readonly flaky: number }

/** P8: all of a release's coverage counted from its vectors. */
export const countCoverage: Bench = {
  id: "P8",
  title: "count coverage from scratch",
  async *measure(lab) {
    const size = lab.quick ? 200_000 : 1_000_000
    const environments = environmentNames(ENVIRONMENTS)
    const classes = testClasses(environments, CLASSES)
    const own = madeUpBytes(size, (roll) => 1 + (roll % CLASSES))
    // The catalogue's own view, as the server keeps it: class by ordinal, and the category it was judged under.
    const home = own.map((code) => code - 1)
    const byOrdinal = Uint16Array.from(home)
    // Nine of ten passed; the rest failed, errored, was skipped or did not run. One in fifty needed a second attempt.
    const slots = environments.map(() =>
      madeUpBytes(size, (roll) => (roll % 10 === 0 ? roll % 5 : roll % 50 === 1 ? 1 | FLAKY : 1)),
    )
    const inherited = EMPTY_KNOWN
    const file = join(lab.folder, "vectors")
    const scopes = classes.flatMap(({ scope }) =>
      environments.map((environment) => (scope === "all" || scope.includes(environment) ? 1 : 0)),
    )
    const nothing = new Uint8Array(size)
    const columns = [new Uint8Array(byOrdinal.buffer), home, own, nothing, ...slots, Uint8Array.from(scopes)]
    writeFileSync(file, Buffer.concat(columns))
    const program = compileC(lab, "coverage.c")

    const inputs = environments.map((source, index): TallyInput => ({
      size,
      own,
      inheritedAtSource: inherited,
      inheritedAtTarget: inherited,
      source,
      target: null,
      executedIn: [],
      upstream: [],
      atSource: { status: slots[index] ?? nothing, evidence: new Uint32Array(size).fill(1) },
      classification: {
        classes,
        classOf: (ordinal, code) => (home[ordinal] === code ? (byOrdinal[ordinal] ?? -1) : -1),
      },
    }))
    let counted: Counted = { passed: 0, inScope: 0, flaky: 0 }
    const ours = () =>
      timed(() => {
        counted = countAll(inputs)
      })
    const theirs = () => {
      const printed = runC(program, ...[file, size, ENVIRONMENTS, CLASSES, C_ROUNDS].map(String))
      for (const [name, value] of Object.entries(counted)) {
        if (figureOf(printed, name) !== value) throw new Error(`the two disagree about ${name}`)
      }
      return figureOf(printed, "ms")
    }
    const pair = await inPairs(lab.quick ? 3 : 15, ours, theirs)
    yield ratioFinding(
      `${size.toLocaleString("en-GB")} tests × ${ENVIRONMENTS} environments`,
      { value: pair.ours, unit: "ms" },
      { name: "C, -O3", value: pair.theirs, unit: "ms" },
      pair.ratio,
      { atMost: 8 },
    )
  },
}

function countAll(inputs: readonly TallyInput[]): Counted {
  let passed = 0
  let inScope = 0
  let flaky = 0
  for (const input of inputs) {
    for (const group of tally(input)) {
      if (group.exit === null) continue
      inScope += group.count
      flaky += group.flaky
      if (group.exit === "passed") passed += group.count
    }
  }
  return { passed, inScope, flaky }
}
