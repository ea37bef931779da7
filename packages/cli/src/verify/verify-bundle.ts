import { dirname, join } from "node:path"
import {
  formatHash,
  judgeCheckpoint,
  logIdOf,
  openBundle,
  PREDICATES,
  recordKeysInPem,
  wordOfPredicate,
  type OpenedBundle,
} from "@promotrail/core"
import { refused, wrongUsage } from "../failure.ts"
import { sha256 } from "../hashes.ts"
import { explainLogRefusal, explainVouched } from "../output/log-words.ts"
import { SIGNATURES } from "../signatures.ts"
import { bad, doubtful, good, type Finding, type Verified } from "./finding.ts"
import { readText, type Asked, type NamedFile } from "./named-file.ts"
import { PLATFORM } from "./platform.ts"
import { readTrust } from "./trust.ts"

/** Verifies a Sigstore bundle of a record: its signature, that it stands in the log, and who vouches for that. */
export async function verifyBundle(
  file: NamedFile,
  text: string,
  { policy, kept, entry, key }: Asked,
  subject: string | undefined,
): Promise<Verified> {
  if (entry !== undefined || kept !== undefined)
    throw wrongUsage("--entry and --checkpoint belong to proofs and logs; a bundle holds its entry.")
  // In the folder of a pack the bundle has its trust beside it; that is the pack's word, and said so.
  const pack = join(dirname(file.path), "..")
  const beside = (name: string): NamedFile => ({ name, path: join(pack, name) })
  const trust = readTrust(policy, beside("policy.txt"))
  if (trust === undefined)
    throw wrongUsage("--policy is required: somebody must vouch for the log that a bundle stands in.")
  if (key === undefined && policy !== undefined)
    throw wrongUsage("--key is required: the keys that may sign records, decision.pub of a pack that you verified.")
  const keyFile = key ?? beside("decision.pub")
  const keys = recordKeysInPem(readText(keyFile), sha256)
  if (keys === undefined) throw refused(`${keyFile.name} is no file of P-256 keys in PEM.`)

  const opened = await openBundle(text, keys, PLATFORM)
  if (!opened.ok) return { name: "bundle", summary: file.name, findings: [bad(`${file.name}: ${opened.error}`)] }
  const { note, index, checkpoint, logId, signedBy } = opened.value
  const findings: Finding[] = [
    good(`signed by ${signedBy}, a key of ${keyFile.name}`),
    good(`record ${index} of ${checkpoint.size} under the root ${formatHash(checkpoint.root)}`),
  ]
  const judged = await judgeCheckpoint(note, trust.policy, SIGNATURES)
  if (!judged.ok) findings.push(bad(`${file.name}: ${explainLogRefusal(judged.error)}`))
  else if (logIdOf(judged.value.log, sha256) !== logId)
    findings.push(bad(`${file.name}: it names another key of the log than the one that signed.`))
  else {
    const by = explainVouched(judged.value)
    findings.push(
      trust.isSelfDeclared
        ? doubtful(`self-declared trust: ${by}, by the pack's own ${trust.file} and ${keyFile.name}`)
        : good(`${by}, as ${trust.file} asks`),
    )
  }
  return { name: "bundle", summary: sayWhat(opened.value), findings: [...findings, ...about(opened.value, subject)] }
}

/** What it is about. A signature says nothing of an artifact that nobody compared. */
function about({ statement: { subjects } }: OpenedBundle, asked: string | undefined): readonly Finding[] {
  const digests = subjects.flatMap((subject) => [...subject.digests].map(([name, value]) => `${name}:${value}`))
  if (asked !== undefined)
    return [
      digests.includes(asked)
        ? good(`it is about ${asked}`)
        : bad(`it is not about ${asked}, but about ${digests.join(", ")}.`),
    ]
  return subjects.map(({ name = "something", digests: own }) => {
    const named = [...own].map(([kind, value]) => `${kind}:${value}`).join(", ")
    return doubtful(`about ${name}, ${named}: compare it, or give --subject`)
  })
}

function sayWhat({ statement: { predicateType, predicate } }: OpenedBundle): string {
  const said = predicate as {
    readonly decision?: { readonly id?: string; readonly verdict?: string; readonly decidedAt?: string }
    readonly promotion?: {
      readonly application?: string
      readonly release?: string
      readonly to?: { readonly environment?: string }
    }
    readonly verificationResult?: string
    readonly resourceUri?: string
  }
  if (predicateType === PREDICATES.decision) {
    const { decision, promotion } = said
    return `${decision?.verdict}: ${promotion?.application} ${promotion?.release} into ${promotion?.to?.environment}, decided at ${decision?.decidedAt} (${decision?.id})`
  }
  return said.verificationResult === undefined
    ? wordOfPredicate(predicateType)
    : `${said.verificationResult}: ${said.resourceUri}`
}
