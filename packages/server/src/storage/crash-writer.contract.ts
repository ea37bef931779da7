import { writeSync } from "node:fs"
import { folderBlobs } from "./blobs/folder-blobs.ts"
import { openSqliteStore } from "./sqlite/store.ts"
import { app, decision, newId, proposalOf, registered, worldOf } from "./world.contract.ts"

// Writes for as long as it lives, several things at once, and says on standard output what was acknowledged:
// one line an entry, "index kind id". Whoever started it ends it with SIGKILL.
const folder = process.argv[2] ?? ""
const store = await openSqliteStore({ folder })
const blobs = await folderBlobs(folder)
const world = worldOf(store, blobs)
const acknowledge = (index: number, what: string, id: string) => writeSync(1, `${index} ${what} ${id}\n`)

if ((await store.read.application(app())) === undefined) await world.policy()
const first = `v${newId()}`
const { index } = await world.release(first)
acknowledge(index, "release", first)

await Promise.all([
  forever(async () => {
    const name = `v${newId()}`
    const written = await world.done({ event: registered(name) })
    acknowledge(written.index, "release", name)
  }),
  ...Array.from({ length: 4 }, () =>
    forever(async () => {
      const id = newId()
      const written = await world.done(decision(first, "staging", id))
      acknowledge(written.index, "decision", id)
    }),
  ),
  ...Array.from({ length: 2 }, (_, who) =>
    forever(async () => {
      const tests = Array.from(
        { length: 200 },
        (_unused, at) => `suite${who}::Class${at % 7}::test ${at} ${newId()[20] ?? ""}`,
      )
      const proposal = await proposalOf(store, blobs, {
        release: first,
        tests: Object.fromEntries(tests.map((name, at) => [name, at % 9 === who ? "failed" : "passed"])),
      })
      const written = await world.done(proposal)
      if (proposal.event.kind === "evidence.recorded")
        acknowledge(written.index, "evidence", proposal.event.data.evidence)
    }),
  ),
])

async function forever(step: () => Promise<void>): Promise<never> {
  for (;;) await step()
}
