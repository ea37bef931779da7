import { randomInt } from "node:crypto"
import { join } from "node:path"
import { parseCheckpoint, parseNote } from "@promotrail/core"
import { expect, test } from "vitest"
import { folderWith } from "../cli/support/command.ts"
import { logHand } from "../cli/support/log-maker.ts"
import { addCheckpoint, checkpointPath, smallLog, startWitness } from "../cli/support/witness-process.ts"

const ROUNDS = 6
const LONGEST_LIFE_MS = 150
const ORIGIN = "prod.acme.ledger.example.com"

test(`a witness killed ${ROUNDS} times at a random moment signed one history, and forgot nothing it had answered`, async () => {
  const hand = logHand(ORIGIN)
  const entries = Array.from({ length: 4_000 }, (_, index) => `entry ${index}`)
  const [honest, forked] = [smallLog(ORIGIN, hand, entries), smallLog(ORIGIN, hand, entries.with(0, "forged"))]
  const folder = await folderWith({ "logs.txt": `log ${hand.vkey}\n` })
  const flags = ["--policy", join(folder, "logs.txt"), "--data", join(folder, "data")]
  let answered = 0
  for (let round = 0; round < ROUNDS; round++) {
    const witness = startWitness(flags)
    const url = await witness.url
    const kept = await keptBy(url)
    // It may know one more than it could answer.
    expect(kept).toBeGreaterThanOrEqual(answered)
    expect((await addCheckpoint(url, forked.asking(kept, kept + 1))).status).toBe(422)
    answered = kept
    setTimeout(() => witness.signal("SIGKILL"), randomInt(LONGEST_LIFE_MS))
    try {
      for (;;) {
        const { status } = await addCheckpoint(url, honest.asking(answered, answered + 1))
        expect(status).toBe(200)
        answered++
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error // what fetch throws when nobody is there any more
    }
    expect(await witness.ended).toStrictEqual({ code: null, signal: "SIGKILL" })
  }
  expect(answered).toBeGreaterThan(ROUNDS)

  async function keptBy(url: string): Promise<number> {
    if (answered === 0) await addCheckpoint(url, honest.asking(0, 1))
    const note = parseNote(await (await fetch(url + checkpointPath(ORIGIN))).text())
    const checkpoint = parseCheckpoint(note.ok ? note.value.text : "")
    if (!checkpoint.ok) throw new Error("the witness keeps no checkpoint")
    return checkpoint.value.size
  }
}, 120_000)
