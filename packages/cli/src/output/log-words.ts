import type {
  MalformedCheckpoint,
  MalformedNote,
  MalformedTlogProof,
  NotVouched,
  ProofFault,
  Vouched,
} from "@promotrail/core"

/** Why a file is no proof, no checkpoint, or proves nothing. */
export type LogRefusal = MalformedNote | MalformedCheckpoint | MalformedTlogProof | NotVouched | ProofFault

const WORDS_OF: Readonly<
  Record<MalformedNote["why"] | MalformedCheckpoint["why"] | MalformedTlogProof["why"], string>
> = {
  "control-character": "it holds a control character",
  "no-signatures": "it ends without signatures",
  "signature-line": "a line below it is no signature",
  "too-many-signatures": "it has more signatures than anybody needs",
  "too-large": "it is larger than any checkpoint",
  lines: "its lines are not those of a checkpoint",
  size: "its size is no number",
  "size-too-large": "its size is beyond what can be counted",
  root: "its root is no hash",
  header: "its first line is not that of a proof",
  extra: "its extra data is no base64",
  index: "its index is no number",
  hash: "one of its lines is no hash",
  "too-many-hashes": "it has more hashes than any tree has levels",
  end: "it ends before its checkpoint",
}

/** A refusal in words, to stand behind the name of a file. */
export function explainLogRefusal(refusal: LogRefusal): string {
  switch (refusal.kind) {
    case "malformed-note":
    case "malformed-checkpoint":
    case "malformed-tlog-proof":
      return `${WORDS_OF[refusal.why]}. Was the file changed or cut?`
    case "no-known-signature":
      return "none of its signatures is of a key in the policy."
    case "bad-signature":
      return `the signature of ${refusal.name} is wrong: this is not what was signed.`
    case "ambiguous-key":
      return `the policy has two keys of ${refusal.name} that cannot be told apart.`
    case "no-log-signature":
      return `no log of the policy has signed for ${refusal.origin}.`
    case "no-quorum": {
      const have = refusal.witnesses.length === 0 ? "nobody" : refusal.witnesses.join(", ")
      return `the policy asks for ${refusal.quorum}; it was witnessed by ${have}.`
    }
    case "proof-range":
      return "it speaks of an entry that the log does not have."
    case "proof-length":
      return `it has ${refusal.have} hashes, and ${refusal.need} prove this.`
    case "proof-hash":
    case "proof-part":
    case "proof-whole":
      return "it does not lead from the entry to the root of its checkpoint."
  }
}

/** Who vouches for a checkpoint. */
export function explainVouched({ log, witnesses }: Vouched): string {
  const seen = witnesses.map(({ name, time }) => `${name} (${renderSeconds(time)})`)
  return `signed by ${log.name}${seen.length === 0 ? ", witnessed by nobody" : `, witnessed by ${seen.join(", ")}`}`
}

function renderSeconds(seconds: number): string {
  const time = new Date(seconds * 1000)
  return Number.isNaN(time.getTime()) ? `${seconds} s` : time.toISOString().replace(".000Z", "Z")
}
