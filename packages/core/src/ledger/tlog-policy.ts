import type { Sha256 } from "../kernel/digest.ts"
import { hexOf } from "../kernel/hex.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import type { SignatureVerifier } from "../kernel/signature.ts"
import { parseCheckpoint, type Checkpoint, type MalformedCheckpoint } from "./checkpoint.ts"
import { parseNoteKey, type NoteKey } from "./note-key.ts"
import { openNote, type Note, type UntrustedNote } from "./note.ts"

/** Which logs somebody trusts, and whose eyes he wants on them (c2sp.org/tlog-policy). */
export type TlogPolicy = {
  readonly logs: readonly NoteKey[]
  readonly witnesses: ReadonlyMap<string, NoteKey>
  readonly groups: ReadonlyMap<string, WitnessGroup>
  /** A witness, a group, or `none`. */
  readonly quorum: string
}

/** At least `threshold` of these must have witnessed. */
export type WitnessGroup = { readonly threshold: number; readonly members: readonly string[] }

/** The line that cannot be understood, counted from 1, and why. */
export type InvalidTlogPolicy = { readonly kind: "invalid-tlog-policy"; readonly line: number; readonly why: string }

/** A checkpoint that a policy accepts, and who vouches for it. */
export type Vouched = {
  readonly checkpoint: Checkpoint
  readonly log: NoteKey
  readonly witnesses: readonly { readonly name: string; readonly time: number }[]
}

/** Why a policy does not accept a checkpoint. */
export type NotVouched =
  | MalformedCheckpoint
  | UntrustedNote
  | { readonly kind: "no-log-signature"; readonly origin: string }
  | { readonly kind: "no-quorum"; readonly quorum: string; readonly witnesses: readonly string[] }

/** Reads a policy file. It must end its last line: a cut `quorum w12` is a `quorum w1`. */
export function parseTlogPolicy(text: string, sha256: Sha256): Result<TlogPolicy, InvalidTlogPolicy> {
  const logs: NoteKey[] = []
  const witnesses = new Map<string, NoteKey>()
  const groups = new Map<string, WitnessGroup>()
  const used = new Set<string>()
  let quorum: string | undefined

  const lines = text.split("\n")
  for (const [at, line] of lines.entries()) {
    const invalid = (why: string): Result<never, InvalidTlogPolicy> =>
      err({ kind: "invalid-tlog-policy", line: at + 1, why })
    if (at === lines.length - 1) {
      if (line !== "") return invalid("the last line does not end")
      break
    }
    // oxlint-disable-next-line no-control-regex -- only tabs are allowed of them
    if (/[\0-\u0008\u000a-\u001f\u007f]/.test(line)) return invalid("a control character")
    const [keyword, ...words] = line.split(/[ \t]+/).filter((word) => word !== "")
    if (keyword === undefined || keyword.startsWith("#")) continue
    const isKnown = (name: string): boolean => witnesses.has(name) || groups.has(name)
    const isFree = (name: string): boolean => name !== "none" && !isKnown(name)

    switch (keyword) {
      case "log": {
        const key = parseNoteKey(words[0] ?? "", sha256)
        if (words.length > 2 || !key.ok) return invalid(key.ok ? "too many words" : `the key: ${key.error.why}`)
        if (key.value.algorithm === "cosignature") return invalid("a witness's key does not sign logs")
        if (hasKey(logs, key.value)) return invalid("the same key twice")
        logs.push(key.value)
        break
      }
      case "witness": {
        const [name = "", vkey = ""] = words
        const key = parseNoteKey(vkey, sha256)
        if (words.length > 3 || !key.ok) return invalid(key.ok ? "too many words" : `the key: ${key.error.why}`)
        if (key.value.algorithm !== "cosignature") return invalid("a log's key does not witness")
        if (!isFree(name)) return invalid(`the name ${name} is taken`)
        if (hasKey([...witnesses.values()], key.value)) return invalid("the same key twice")
        witnesses.set(name, key.value)
        break
      }
      case "group": {
        const [name = "", rule = "", ...members] = words
        if (members.length === 0) return invalid("a group without members")
        if (!isFree(name)) return invalid(`the name ${name} is taken`)
        const threshold = thresholdOf(rule, members.length)
        if (threshold === undefined) return invalid(`${rule} of ${members.length} members`)
        for (const member of members) {
          if (!isKnown(member)) return invalid(`${member} is not defined above`)
          // Once everywhere, so that nobody counts twice.
          if (used.has(member)) return invalid(`${member} is in a group already`)
          used.add(member)
        }
        groups.set(name, { threshold, members })
        break
      }
      case "quorum": {
        const [name = ""] = words
        if (words.length !== 1) return invalid("one name")
        if (quorum !== undefined) return invalid("a second quorum")
        if (name !== "none" && !isKnown(name)) return invalid(`${name} is not defined above`)
        quorum = name
        break
      }
      default:
        return invalid(`unknown word ${keyword}`)
    }
  }
  if (quorum === undefined) return err({ kind: "invalid-tlog-policy", line: lines.length, why: "no quorum" })
  return ok({ logs, witnesses, groups, quorum })
}

/**
 * Whether a policy accepts a checkpoint: a log it knows has signed under its own origin, and the quorum has witnessed it.
 */
export async function judgeCheckpoint(
  note: Note,
  policy: TlogPolicy,
  verifier: SignatureVerifier,
): Promise<Result<Vouched, NotVouched>> {
  const checkpoint = parseCheckpoint(note.text)
  if (!checkpoint.ok) return checkpoint
  const opened = await openNote(note, [...policy.logs, ...policy.witnesses.values()], verifier)
  if (!opened.ok) return opened
  const { origin } = checkpoint.value
  const log = policy.logs.find(({ name, id }) => {
    return name === origin && opened.value.verified.some(({ key }) => key.name === name && key.id === id)
  })
  if (log === undefined) return err({ kind: "no-log-signature", origin })

  const witnesses = [...policy.witnesses].flatMap(([name, key]) => {
    const signed = opened.value.verified.find((one) => one.key.name === key.name && one.key.id === key.id)
    return signed?.time === undefined ? [] : [{ name, time: signed.time }]
  })
  const names = witnesses.map(({ name }) => name)
  if (!meetsQuorum(policy, new Set(names))) return err({ kind: "no-quorum", quorum: policy.quorum, witnesses: names })
  return ok({ checkpoint: checkpoint.value, log, witnesses })
}

/** Whether these witnesses are as many and the ones that a policy asks for. */
export const meetsQuorum = ({ quorum, groups }: TlogPolicy, witnesses: ReadonlySet<string>): boolean =>
  quorum === "none" || hasWitnessed(quorum, witnesses, groups)

/** A witness has signed; a group has enough members that have. Groups name only what stands above them, so this ends. */
function hasWitnessed(name: string, signed: ReadonlySet<string>, groups: ReadonlyMap<string, WitnessGroup>): boolean {
  const group = groups.get(name)
  if (group === undefined) return signed.has(name)
  return group.members.filter((member) => hasWitnessed(member, signed, groups)).length >= group.threshold
}

function thresholdOf(rule: string, members: number): number | undefined {
  if (rule === "all") return members
  if (rule === "any") return 1
  const threshold = /^[1-9][0-9]{0,5}$/.test(rule) ? Number(rule) : undefined
  return threshold !== undefined && threshold <= members ? threshold : undefined
}

/** Keys are the same if they sign the same, whatever they are called. */
const hasKey = (keys: readonly NoteKey[], { publicKey }: NoteKey): boolean =>
  keys.some((key) => hexOf(key.publicKey) === hexOf(publicKey))
