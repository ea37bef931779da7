import { append, EMPTY_FRONTIER, rootOf } from "@promotrail/core"
import { LEDGER_HASHER, leafHash, sha256 } from "@promotrail/server"
import { ratioFinding } from "../support/finding.ts"
import type { Bench } from "../support/lab.ts"
import { compileC, figureOf, runC } from "../support/native.ts"
import { inPairs, timed } from "../support/timing.ts"

const LENGTH = 300

/** P9: the ledger's root, computed again from all bodies. */
export const ledgerRoot: Bench = {
  id: "P9",
  title: "recompute the ledger root",
  async *measure(lab) {
    const entries = lab.quick ? 100_000 : 1_000_000
    const program = compileC(lab, "merkle.c", ["-lcrypto"])
    const bodies = Array.from({ length: entries }, (_, at) => String(at).padEnd(LENGTH, "x"))
    let root = ""
    const ours = () =>
      timed(() => {
        let frontier = EMPTY_FRONTIER
        for (const body of bodies) frontier = append(frontier, leafHash(body), LEDGER_HASHER)
        root = rootOf(frontier, LEDGER_HASHER, sha256)
      })
    const theirs = () => {
      const printed = runC(program, String(entries), String(LENGTH))
      if (figureOf(printed, "head") !== Number.parseInt(root.slice(0, 8), 16)) throw new Error("the roots differ")
      return figureOf(printed, "ms")
    }
    const pair = await inPairs(lab.quick ? 3 : 5, ours, theirs)
    yield ratioFinding(
      `root over ${entries.toLocaleString("en-GB")} entries of ${LENGTH} B`,
      { value: pair.ours, unit: "ms" },
      { name: "C and OpenSSL", value: pair.theirs, unit: "ms" },
      pair.ratio,
      { atMost: 3.5 },
    )
  },
}
