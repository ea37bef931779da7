import {
  memberOf,
  openBundle,
  openNote,
  parseNoteKey,
  PREDICATES,
  recordKeysInPem,
  verifyPlatform,
  type Json,
  type Note,
} from "@promotrail/core"
import { sha256 } from "./sha256.ts"
import type { Step } from "./verify-log.ts"
import { webCrypto, whyNotHere } from "./web-crypto.ts"

/** What a page shows of a decision, and what its record must therefore say. */
export type Shown = {
  readonly id: string
  readonly release: string
  readonly into: string
  /** Names and digests, as the record has them. */
  readonly artifacts: readonly { readonly name: string; readonly digest: string }[]
  readonly verdict: string
  readonly engine: string
  readonly policy: string
  readonly input: string
  readonly outcome: string
}

/** The files that a decision is verified by. */
export type DecisionFiles = {
  readonly bundle: string
  /** Bundle of the first record of the same log, which names the key that signs from there on. */
  readonly genesis: string
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
  { bundle, genesis, recordKeys, logKey, isKept }: DecisionFiles,
): Promise<readonly Step[]> {
  const bad = (text: string): Step => ({ mark: "bad", text })
  const good = (text: string): Step => ({ mark: "good", text })
  const cannot = await whyNotHere()
  if (cannot !== null) return [{ mark: "doubtful", text: cannot }]
  const keys = recordKeysInPem(recordKeys, sha256)
  if (keys === undefined) return [bad("The server gives no keys that sign records.")]
  const platform = verifyPlatform({ sha256, verifier: webCrypto, words: NOTHING_SAID })
  const opened = await openBundle(bundle, keys, platform)
  if (!opened.ok) return [bad(`The bundle does not hold: ${opened.error}`)]
  const { statement, signedBy, index, note, checkpoint } = opened.value
  const steps = [
    good(`Signed by the key ${signedBy}.`),
    good(`Its entry stands at ${index} among the ${checkpoint.size} of ${checkpoint.origin}.`),
  ]

  const key = parseNoteKey(logKey, sha256)
  const isOfLog = async (signed: Note, origin: string): Promise<boolean> =>
    key.ok && key.value.name === origin && (await openNote(signed, [key.value], webCrypto)).ok
  const isOurs = await isOfLog(note, checkpoint.origin)
  steps.push(
    isOurs
      ? good(
          isKept
            ? "The checkpoint is signed by the key of the log that was kept."
            : "The checkpoint is signed by the key that the server gives. Compare it with one you have from elsewhere.",
        )
      : bad(`The checkpoint is not signed by the key of ${checkpoint.origin}.`),
  )

  // Whatever key the server gives, it must be the one that the log itself has named.
  const first = await openBundle(genesis, keys, platform)
  const isFirst =
    first.ok &&
    first.value.index === 0 &&
    first.value.statement.predicateType === PREDICATES.genesis &&
    (await isOfLog(first.value.note, checkpoint.origin))
  if (!isFirst) steps.push(bad("The first record of the log does not hold, so that nothing says which keys may sign."))
  else if (memberOf(memberOf(first.value.statement.predicate, "recordKey"), "id") === signedBy)
    steps.push(good("That key is the one that the first record of the log names."))
  else
    steps.push({
      mark: "doubtful",
      text: "That key came after the one that the first record of the log names. promotrail verify follows from key to key.",
    })

  const said = statement.predicate
  const decision = memberOf(said, "decision")
  const digestIn = (value: Json | undefined) => `sha256:${textOf(memberOf(memberOf(value, "digest"), "sha256"))}`
  const inputs = memberOf(said, "inputs")
  const verdict = memberOf(decision, "verdict")
  const promotion = memberOf(said, "promotion")
  const evaluator = memberOf(said, "evaluator")
  const record: Shown = {
    id: textOf(memberOf(decision, "id")),
    release: `${textOf(memberOf(promotion, "application"))} ${textOf(memberOf(promotion, "release"))}`,
    into: textOf(memberOf(memberOf(promotion, "to"), "environment")),
    artifacts: statement.subjects.map(({ name = "", digests }) => ({
      name,
      digest: `sha256:${digests.get("sha256") ?? ""}`,
    })),
    verdict: verdict === "evaluationError" ? "error" : textOf(verdict),
    engine: `${textOf(memberOf(evaluator, "version"))} ${digestIn(evaluator)}`,
    policy: digestIn(memberOf(said, "policy")),
    input: digestIn(Array.isArray(inputs) ? (inputs as readonly Json[])[0] : undefined),
    outcome: digestIn(memberOf(said, "output")),
  }
  const others = (Object.keys(record) as (keyof Shown)[]).filter(
    (member) => spelled(record[member]) !== spelled(shown[member]),
  )
  steps.push(
    others.length === 0
      ? good("The record says what this page shows: release, artifacts, verdict, policy, input, outcome and engine.")
      : bad(
          `The record says something else than this page: ${others.map((member) => `${member} ${spelled(record[member])}`).join(", ")}.`,
        ),
  )
  return steps
}

const spelled = (value: Shown[keyof Shown]): string =>
  typeof value === "string" ? value : value.map(({ name, digest }) => `${name} ${digest}`).join(", ")

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "nothing")
