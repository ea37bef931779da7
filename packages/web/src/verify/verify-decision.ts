import {
  memberOf,
  openBundle,
  openNote,
  parseNoteKey,
  recordKeysInPem,
  verifyPlatform,
  type Json,
} from "@promotrail/core"
import { sha256 } from "./sha256.ts"
import type { Step } from "./verify-log.ts"
import { webCrypto, whyNotHere } from "./web-crypto.ts"

/** What a page shows of a decision, and what its record must therefore say. */
export type Shown = {
  readonly id: string
  readonly verdict: string
  readonly policy: string
  readonly input: string
  readonly outcome: string
}

/** The files that a decision is verified by. */
export type DecisionFiles = {
  readonly bundle: string
  readonly recordKeys: string
  /** Key of the log that the bundle's checkpoint is of. */
  readonly logKey: string
  /** It was kept from an earlier visit; else it is the server's word. */
  readonly isKept: boolean
}

const NOTHING_SAID = { fault: () => "", refusal: () => "", vouched: () => "" }

/** Checks the signed record of a decision, and that it says what the page shows. */
export async function verifyDecision(
  shown: Shown,
  { bundle, recordKeys, logKey, isKept }: DecisionFiles,
): Promise<readonly Step[]> {
  const bad = (text: string): Step => ({ mark: "bad", text })
  const good = (text: string): Step => ({ mark: "good", text })
  const cannot = await whyNotHere()
  if (cannot !== null) return [{ mark: "doubtful", text: cannot }]
  const keys = recordKeysInPem(recordKeys, sha256)
  if (keys === undefined) return [bad("The server gives no keys that sign records.")]
  const opened = await openBundle(bundle, keys, verifyPlatform({ sha256, verifier: webCrypto, words: NOTHING_SAID }))
  if (!opened.ok) return [bad(`The bundle does not hold: ${opened.error}`)]
  const { statement, signedBy, index, note, checkpoint } = opened.value
  const steps = [
    good(`Signed by the key ${signedBy}.`),
    good(`Its entry stands at ${index} among the ${checkpoint.size} of ${checkpoint.origin}.`),
  ]

  const key = parseNoteKey(logKey, sha256)
  const isOurs = key.ok && key.value.name === checkpoint.origin && (await openNote(note, [key.value], webCrypto)).ok
  steps.push(
    isOurs
      ? good(
          isKept
            ? "The checkpoint is signed by the key of the log that was kept."
            : "The checkpoint is signed by the key that the server gives. Compare it with one you have from elsewhere.",
        )
      : bad(`The checkpoint is not signed by the key of ${checkpoint.origin}.`),
  )

  const said = statement.predicate
  const decision = memberOf(said, "decision")
  const digestIn = (value: Json | undefined) => `sha256:${textOf(memberOf(memberOf(value, "digest"), "sha256"))}`
  const inputs = memberOf(said, "inputs")
  const verdict = memberOf(decision, "verdict")
  const record: Shown = {
    id: textOf(memberOf(decision, "id")),
    verdict: verdict === "evaluationError" ? "error" : textOf(verdict),
    policy: digestIn(memberOf(said, "policy")),
    input: digestIn(Array.isArray(inputs) ? (inputs as readonly Json[])[0] : undefined),
    outcome: digestIn(memberOf(said, "output")),
  }
  const others = (Object.keys(record) as (keyof Shown)[]).filter((member) => record[member] !== shown[member])
  steps.push(
    others.length === 0
      ? good("The record says what this page shows: verdict, policy, input and outcome.")
      : bad(
          `The record says something else than this page: ${others.map((member) => `${member} ${record[member]}`).join(", ")}.`,
        ),
  )
  return steps
}

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "nothing")
