import {
  type ApplicationName,
  type CategoryName,
  type CountedGroup,
  type Digest,
  instantFromEpochMs,
  type MatrixInput,
  matrixOf,
  type MatrixView,
  readPolicy,
  type ReleaseVersion,
  renderMatrixSvg,
} from "@promotrail/core"
import { plainFinding } from "../support/finding.ts"
import type { Bench } from "../support/lab.ts"
import { policyText } from "../support/product.ts"
import { median, timed } from "../support/timing.ts"

const ENVIRONMENTS = ["dev", "test", "staging", "load", "preprod", "prod"]
const CATEGORIES = [
  "unit",
  "integration",
  "contract",
  "smoke",
  "functional",
  "performance",
  "security",
  "accessibility",
]
const STATES = ["passed", "failed", "skipped"] as const

/** P12: a matrix put together from its counts and written, in process. */
export const writeMatrix: Bench = {
  id: "P12",
  title: "matrix of 6 × 8 as JSON and as SVG",
  async *measure({ quick }) {
    const input = matrixInput()
    const written: readonly (readonly [string, (view: MatrixView) => string])[] = [
      ["JSON", (view) => JSON.stringify(view)],
      ["SVG", renderMatrixSvg],
    ]
    for (const [name, write] of written) {
      const repeats = 200
      const rounds: number[] = []
      let characters = 0
      for (let round = 0; round < (quick ? 10 : 50); round++) {
        const took = await timed(() => {
          for (let time = 0; time < repeats; time++) characters = write(matrixOf(input)).length
        })
        rounds.push((took / repeats) * 1_000)
      }
      yield plainFinding(
        `${name}, ${Math.round(characters / 1_000)} kB`,
        { value: median(rounds.slice(3)), unit: "µs" },
        { atMost: 100 },
      )
    }
  },
}

function matrixInput(): MatrixInput {
  const read = readPolicy(policyText("shop", ENVIRONMENTS))
  if (!read.ok) throw new Error("the bench's policy has mistakes")
  const { policy } = read.value
  const at = instantFromEpochMs(Date.UTC(2026, 10, 20))
  const categories = CATEGORIES.map((name) => name as CategoryName)
  return {
    application: "shop" as ApplicationName,
    release: "v2.5.0" as ReleaseVersion,
    policy,
    policyDigest: `sha256:${"ab".repeat(32)}` as Digest,
    at,
    comparedWith: "v2.4.0" as ReleaseVersion,
    places: policy.path.map((environment, index) => ({
      environment,
      reports: [],
      counted: categories.flatMap((category, row) =>
        STATES.map((exit, kind): CountedGroup => ({
          category,
          critical: false,
          exit,
          entry: null,
          runIn: [environment],
          alsoRunIn: [],
          vanished: false,
          suiteLevel: false,
          count: kind === 0 ? 90 + row : 1 + ((row + index) % 6),
          flaky: kind === 0 ? row % 2 : 0,
          tests: [],
        })),
      ),
      excluded: [],
      receivedAt: new Map(categories.map((category) => [category, at])),
      running: "v2.4.0" as ReleaseVersion,
      reached: index < 3,
      decision: null,
      before: new Map(categories.map((category) => [category, { passed: 88, inScope: 100 }])),
    })),
  }
}
