import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { COMMAND, makeFresh } from "../../tools/products.ts"
import { ROOT } from "../../tools/repository.ts"
import { ratioFinding } from "../support/finding.ts"
import { startHelper } from "../support/helper.ts"
import type { Bench } from "../support/lab.ts"
import { need } from "../support/native.ts"
import { CHECKOUT, prepareGate } from "../support/prepare-gate.ts"
import { startProduct, withProduct } from "../support/product.ts"
import { median } from "../support/timing.ts"

const LATENCY_MS = 200
const CATEGORIES = ["unit", "integration", "smoke"]

/** One search for the passed tests of a category and one for all of them, as such scripts do. */
const SCRIPT = `set -eu
for category in ${CATEGORIES.join(" ")}; do
  passed=$(curl -s "$JIRA/search?maxResults=0&jql=category=$category+and+status=Passed" | jq .total)
  total=$(curl -s "$JIRA/search?maxResults=0&jql=category=$category" | jq .total)
  [ $((passed * 100)) -ge $((total * 85)) ]
done
`

/** What teams use instead, modelled: a shell script that asks Jira. */
export const jiraModel: Bench = {
  id: "jira",
  title: `a model of the script that asks Jira, which answers after ${LATENCY_MS} ms`,
  async *measure(lab) {
    for (const program of ["bash", "curl", "jq"]) need(program)
    await makeFresh(COMMAND)
    const script = join(lab.folder, "ask-jira.sh")
    writeFileSync(script, SCRIPT)
    const stub = await startHelper("./jira-stub.ts", [String(LATENCY_MS)])
    try {
      yield* withProduct(await startProduct(lab, "data"), async function* (product) {
        await prepareGate(product)
        const { application, release, to } = CHECKOUT
        const PATH = process.env["PATH"] ?? ""
        const run = (program: string, words: readonly string[], environment: Readonly<Record<string, string>>) => {
          const before = performance.now()
          const { status, stderr } = spawnSync(program, words, { env: { PATH, HOME: lab.folder, ...environment } })
          if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.toString()}`)
          return performance.now() - before
        }
        const rounds: { readonly ours: number; readonly theirs: number }[] = []
        for (let round = 0; round < (lab.quick ? 2 : 9); round++) {
          rounds.push({
            ours: run(
              process.execPath,
              [join(ROOT, COMMAND.output), "gate", "--app", application, "--release", release, "--to", to],
              { PROMOTRAIL_URL: product.url, PROMOTRAIL_TOKEN: product.token },
            ),
            theirs: run("bash", [script], { JIRA: stub.url }),
          })
        }
        yield ratioFinding(
          `promotrail gate, ${CATEGORIES.length} categories`,
          { value: median(rounds.map((round) => round.ours)), unit: "ms" },
          { name: "the model", value: median(rounds.map((round) => round.theirs)), unit: "ms" },
          median(rounds.map((round) => round.ours / round.theirs)),
          null,
          `a model: a stub answers each of ${CATEGORIES.length * 2} searches after ${LATENCY_MS} ms; no Jira was measured`,
        )
      })
    } finally {
      await stub.stop()
    }
  },
}
