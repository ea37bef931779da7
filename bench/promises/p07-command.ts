import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { COMMAND, makeFresh } from "../../tools/products.ts"
import { ROOT } from "../../tools/repository.ts"
import { ratioFinding } from "../support/finding.ts"
import type { Bench } from "../support/lab.ts"
import { need } from "../support/native.ts"
import { CHECKOUT, CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { startProduct, withProduct } from "../support/product.ts"
import { median } from "../support/timing.ts"

/** The gate that teams write themselves: ask, read the verdict, read the reasons. */
const SCRIPT = `set -eu
answer=$(curl -s -X POST -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{"to":"${CHECKOUT.to}"}' "$GATE")
verdict=$(printf '%s' "$answer" | jq -r .verdict)
reasons=$(printf '%s' "$answer" | jq -r '.reasons | join(", ")')
printf '%s %s\\n' "$verdict" "$reasons"
[ "$verdict" = allow ]
`

/** P7: the command from its start to its exit. */
export const command: Bench = {
  id: "P7",
  title: "promotrail gate, start to exit",
  async *measure(lab) {
    for (const program of ["bash", "curl", "jq"]) need(program)
    await makeFresh(COMMAND)
    const script = join(lab.folder, "gate.sh")
    const empty = join(lab.folder, "empty.cjs")
    writeFileSync(script, SCRIPT)
    writeFileSync(empty, "")
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await prepareGate(product)
      const { application, release, to } = CHECKOUT
      const gate = ["gate", "--app", application, "--release", release, "--to", to]
      const PATH = process.env["PATH"] ?? ""
      const run = (program: string, words: readonly string[], environment: Readonly<Record<string, string>>) => {
        const before = performance.now()
        const { status, stderr } = spawnSync(program, words, {
          env: { PATH, HOME: lab.folder, ...environment },
          encoding: "utf8",
        })
        const took = performance.now() - before
        if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with ${status}: ${stderr}`)
        return took
      }
      const ours = () =>
        run(process.execPath, [join(ROOT, COMMAND.output), ...gate], {
          PROMOTRAIL_URL: product.url,
          PROMOTRAIL_TOKEN: product.token,
        })
      const node = () => run(process.execPath, [empty], {})
      const bash = () => run("bash", [script], { TOKEN: product.token, GATE: product.url + CHECKOUT_GATE })
      const rounds: { readonly ours: number; readonly node: number; readonly bash: number }[] = []
      for (let round = 0; round < (lab.quick ? 6 : 41); round++) {
        rounds.push(
          round % 2 === 0 ? { ours: ours(), node: node(), bash: bash() } : { bash: bash(), node: node(), ours: ours() },
        )
      }
      const mine = { value: median(rounds.map((round) => round.ours)), unit: "ms" }
      yield ratioFinding(
        "one gate check, allowed",
        mine,
        { name: "an empty node", value: median(rounds.map((round) => round.node)), unit: "ms" },
        median(rounds.map((round) => round.ours / round.node)),
        { atMost: 1.9 },
      )
      yield ratioFinding(
        "one gate check, allowed",
        mine,
        { name: "bash, curl and jq twice", value: median(rounds.map((round) => round.bash)), unit: "ms" },
        median(rounds.map((round) => round.ours / round.bash)),
        { atMost: 1 },
      )
    })
  },
}
