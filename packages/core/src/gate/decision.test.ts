import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import type { Sha256 } from "../kernel/digest.ts"
import { arenas, checkRules, inputOf } from "./arenas.contract.ts"
import { decide, replay } from "./decision.ts"
import { ENGINE } from "./engine.ts"
import type { GateInput } from "./input.ts"
import { coverageRule, group, policy, situation } from "./situations.contract.ts"

const sha256: Sha256 = (data) => createHash("sha256").update(data).digest("hex")
const rules = policy([coverageRule()])
const input = situation({ counted: [group("smoke", "passed", 33), group("smoke", "failed", 7)] })

describe("a decision", () => {
  const { decision, inputText, outcomeText } = decide("01DECISION", rules, input, sha256)

  test("names what it was about, and the digests of what it saw and said", () => {
    const { outcome, ...record } = decision
    expect(record).toStrictEqual({
      id: "01DECISION",
      application: "checkout",
      release: "v2.5.0",
      artifacts: input.subject.artifacts,
      edge: input.edge,
      mode: "enforce",
      actor: "ci",
      now: input.now,
      policy: input.policy,
      engine: ENGINE,
      input: `sha256:${sha256(inputText)}`,
      outputDigest: `sha256:${sha256(outcomeText)}`,
    })
    expect(outcome.verdict).toBe("deny")
  })

  test("keeps its input and outcome as canonical text", () => {
    expect(canonicalJson(JSON.parse(inputText) as Json)).toBe(inputText)
    expect(JSON.parse(inputText)).toStrictEqual(JSON.parse(JSON.stringify(input)))
    expect(canonicalJson(decision.outcome as unknown as Json)).toBe(outcomeText)
  })
})

describe("a replay", () => {
  test("from the stored text agrees, byte for byte, for every input and policy", () => {
    fc.assert(
      fc.property(arenas, checkRules, (arena, checks) => {
        const asked = policy(checks)
        const { decision, inputText, outcomeText } = decide("01", asked, inputOf(arena), sha256)
        const again = replay(decision, asked, JSON.parse(inputText) as GateInput, sha256)
        expect(again.agrees).toBe(true)
        expect(canonicalJson(again.outcome as unknown as Json)).toBe(outcomeText)
      }),
    )
  })

  const { decision } = decide("01DECISION", rules, input, sha256)
  test.for([
    {
      when: "another input",
      policy: rules,
      input: situation({ counted: [group("smoke", "passed", 34), group("smoke", "failed", 6)] }),
    },
    { when: "another policy", policy: policy([coverageRule({ minimum: 8_000 })]), input },
  ])("of $when does not agree", ({ policy: asked, input: seen }) => {
    const found = replay(decision, asked, seen, sha256)
    expect([found.agrees, found.recorded === found.replayed]).toStrictEqual([false, false])
  })

  test("says by which engines", () => {
    const older = { ...decision, engine: { name: "promotrail", version: "0.0.9", digest: "sha256:old" } }
    const found = replay(older, rules, input, sha256)
    expect(found.recordedBy).toBe("promotrail 0.0.9 (sha256:old)")
    expect(found.replayedBy).toBe(`${ENGINE.name} ${ENGINE.version} (${ENGINE.digest})`)
  })
})
