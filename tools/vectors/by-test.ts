import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ROOT } from "../repository.ts"

/** Tests whose cases are published vectors, one each: code behind a package's door is run by its own tests alone. */
const TESTS = ["packages/server/src/trust/vectors.test.ts", "packages/server/src/anchors/vectors.test.ts"]

type Told = {
  readonly testResults: readonly { readonly assertionResults: readonly { fullName: string; status: string }[] }[]
}

/** Runs the vectors that a test holds, and prints those it does not agree with. */
export function scoreByTest(): { readonly passed: number; readonly failed: number; readonly skipped: number } {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-vectors-"))
  try {
    const output = join(folder, "vectors.json")
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs")
    const flags = ["run", "--reporter=json", `--outputFile=${output}`, ...TESTS]
    spawnSync(process.execPath, [vitest, ...flags], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] })
    const told = JSON.parse(readFileSync(output, "utf8")) as Told
    const cases = told.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ fullName }) => fullName.startsWith("published vectors"))
    const count = (wanted: (status: string) => boolean): number => cases.filter(({ status }) => wanted(status)).length
    const [passed, failed] = [count((status) => status === "passed"), count((status) => status === "failed")]
    if (passed + failed === 0) throw new Error("no vector was run")
    for (const { fullName, status } of cases) if (status === "failed") console.log(`${fullName}: not what it says`)
    console.log(`vectors/sigstore, attestations as a gate takes them, and rfc3161: ${passed}/${passed + failed} right`)
    return { passed, failed, skipped: cases.length - passed - failed }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
