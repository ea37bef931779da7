import { describe, expect, test } from "vitest"
import { stepsOf, transcriptOf } from "../../tools/golden/scripts.ts"
import { exampleNames, play } from "./record.ts"

/** What the documentation tells people to type, typed; what it says they will see, compared. */
describe.for(exampleNames())("docs/examples/%s.sh", (name) => {
  test("prints what the documentation shows", async () => {
    const played = await play(name)
    const told = transcriptOf(name)
    expect(
      played.map(({ name: step, code, printed }) => ({ step, code, printed })),
      "the examples changed; if rightly so, run: npm run golden",
    ).toStrictEqual(stepsOf(name).map(({ name: step, exit }) => ({ step, code: exit, printed: told.get(step) ?? "" })))
  })
})
