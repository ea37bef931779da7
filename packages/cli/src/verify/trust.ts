import { judgeCheckpoint, parseTlogPolicy, type TlogPolicy } from "@promotrail/core"
import { refused } from "../failure.ts"
import { sha256 } from "../hashes.ts"
import { readLogFile } from "../log-folder.ts"
import { explainLogRefusal, explainVouched } from "../output/log-words.ts"
import { SIGNATURES } from "../signatures.ts"
import { bad, doubtful, good, type Finding, type Opened } from "./finding.ts"
import { readText, type NamedFile } from "./named-file.ts"

/** Whom to believe: the file it was read from, and whether it came with what is to be verified. */
export type Trust = { readonly file: string; readonly policy: TlogPolicy; readonly isSelfDeclared: boolean }

/** The policy that was given, else the one that came along; undefined where there is none. */
export function readTrust(given: NamedFile | undefined, own: NamedFile | undefined): Trust | undefined {
  const isSelfDeclared = given === undefined
  const file = given ?? (own !== undefined && readLogFile(own.path) !== undefined ? own : undefined)
  if (file === undefined) return undefined
  const policy = parseTlogPolicy(readText(file), sha256)
  if (!policy.ok) throw refused(`${file.name}, line ${policy.error.line}: ${policy.error.why}.`)
  return { file: file.name, policy: policy.value, isSelfDeclared }
}

/** Whether whom we trust vouches for a checkpoint. */
export async function vouching({ name, note }: Opened, trust: Trust | undefined, without: string): Promise<Finding> {
  if (trust === undefined) return doubtful(without)
  const judged = await judgeCheckpoint(note, trust.policy, SIGNATURES)
  if (!judged.ok) return bad(`${name}: ${explainLogRefusal(judged.error)}`)
  const said = explainVouched(judged.value)
  return trust.isSelfDeclared
    ? doubtful(`self-declared trust: ${said}, by the log's own ${trust.file}. Who wrote the log wrote that, too`)
    : good(`${said}, as ${trust.file} asks`)
}

/** Whether what was kept is of the same log, and signed by it. Its witnesses may have been others then. */
export async function sameLog(opened: Opened, before: Opened, trust: Trust | undefined): Promise<readonly Finding[]> {
  const [now, then] = [opened.checkpoint.origin, before.checkpoint.origin]
  if (now !== then) return [bad(`${before.name} is of another log: ${then}, not ${now}.`)]
  if (trust === undefined) return []
  const judged = await judgeCheckpoint(before.note, { ...trust.policy, quorum: "none" }, SIGNATURES)
  return judged.ok ? [] : [bad(`${before.name}: ${explainLogRefusal(judged.error)}`)]
}
