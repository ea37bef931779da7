import { digestOfDisclosure, disclosuresNamedIn, readDisclosure } from "../events/disclosure.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { append, EMPTY_FRONTIER, rootOf, type Frontier } from "../ledger/merkle.ts"
import { packPath, type PackDisclosure, type PackEntry, type PackManifest } from "./pack-format.ts"
import type { Pack } from "./verify-files.ts"
import type { Findings, VerifyPlatform } from "./verify-findings.ts"
import type { RecordsFound } from "./verify-records.ts"

/** Step 7: entries of the ledger are those whose hash the records name, and what is disclosed is what was hashed. */
export function verifyEntries(
  pack: Pack,
  manifest: PackManifest,
  records: RecordsFound,
  findings: Findings,
  platform: VerifyPlatform,
): void {
  const before = findings.bads
  const named = new Set<string>()
  const seen = new Set<number>()
  let sealed: Frontier = EMPTY_FRONTIER
  let isAnySealed = false
  for (const path of pack.paths.filter((each) => each.startsWith("entries/"))) {
    let last = -1
    for (const [at, line] of linesOf(pack, path, findings, platform).entries()) {
      const bad = (what: string): void => findings.bad(path, `line ${at + 1}: ${what}`)
      const entry = entryIn(line)
      if (entry === undefined) {
        bad("it is no entry.")
        continue
      }
      const { index, hash, body } = entry
      if (packPath.entries(index) !== path || index <= last) bad(`entry ${index} does not belong here.`)
      last = index
      seen.add(index)
      const isSealed = index < (records.earlier?.size ?? 0)
      if (!isSealed && records.entries.get(index) !== hash) bad(`entry ${index} is not the one that a record names.`)
      // What was erased from an entry that held it is gone from its body; its hash stands.
      if (!records.rewritten.has(index) && platform.hasher.leaf(platform.utf8Of(body)) !== hash)
        bad(`the body of entry ${index} is not what was hashed.`)
      isAnySealed ||= isSealed
      if (isSealed && sealed.size === index) sealed = append(sealed, hash, platform.hasher)
      for (const digest of disclosuresNamedIn(body)) named.add(digest)
    }
  }
  for (const index of records.entries.keys())
    if (!seen.has(index)) findings.bad(packPath.entries(index), `entry ${index} is missing, and a record names it.`)
  verifySealed(isAnySealed ? sealed : undefined, records, findings, platform)
  findings.goodSince(before, `${seen.size} entries of the ledger are what the records name`)
  verifyDisclosures(pack, manifest, records, named, findings, platform)
}

/** The tree from before records were signed: all of it is in the pack, or nothing. */
function verifySealed(
  sealed: Frontier | undefined,
  { earlier }: RecordsFound,
  findings: Findings,
  { hasher, sha256 }: VerifyPlatform,
): void {
  if (earlier === undefined) return
  if (sealed === undefined)
    findings.doubtful(`the ${earlier.size} entries from before records were signed are not in the pack`)
  else if (sealed.size < earlier.size)
    findings.bad(
      packPath.entries(sealed.size),
      `entry ${sealed.size} is missing: of those from before records were signed, all are in a pack or none.`,
    )
  else if (rootOf(sealed, hasher, sha256) !== earlier.root)
    findings.bad(
      packPath.entries(0),
      "the entries from before records were signed are not those that the genesis seals.",
    )
  else findings.good(`the ${earlier.size} entries from before records were signed are those that the genesis seals`)
}

function verifyDisclosures(
  pack: Pack,
  { includes }: PackManifest,
  { erased }: RecordsFound,
  named: ReadonlySet<string>,
  findings: Findings,
  platform: VerifyPlatform,
): void {
  const before = findings.bads
  const shown = new Set<string>()
  for (const path of pack.paths.filter((each) => each.startsWith("disclosures/"))) {
    for (const [at, line] of linesOf(pack, path, findings, platform).entries()) {
      const bad = (what: string): void => findings.bad(path, `line ${at + 1}: ${what}`)
      const disclosure = disclosureIn(line)
      if (disclosure === undefined || readDisclosure(disclosure.text) === undefined) {
        bad("it is no disclosure.")
        continue
      }
      const { digest, text } = disclosure
      if (digestOfDisclosure(text, platform.sha256) !== digest) bad(`it is not what ${digest} was taken of.`)
      if (!named.has(digest)) bad(`no entry of the pack names ${digest}.`)
      if (erased.has(digest)) bad(`${digest} was erased by notice ${erased.get(digest)}, and stands here all the same.`)
      shown.add(digest)
    }
  }
  if (!includes.names) return
  const gone = [...named].filter((digest) => !shown.has(digest))
  const [told, untold] = [gone.filter((digest) => erased.has(digest)), gone.filter((digest) => !erased.has(digest))]
  if (untold[0] !== undefined)
    findings.bad(
      "disclosures",
      `${untold.length} names or words are missing without a notice of erasure, ${untold[0]} first.`,
    )
  if (told.length > 0) findings.doubtful(`${told.length} names or words were erased, as notices in the log say`)
  findings.goodSince(before, `${shown.size} names and words are those that entries hold by digest`)
}

/** The lines of a file, each ended. */
export function linesOf(
  pack: Pack,
  path: string,
  findings: Findings,
  { textOfUtf8 }: VerifyPlatform,
): readonly string[] {
  const text = textOfUtf8(pack.read(path) ?? new Uint8Array())
  const lines = text?.split("\n") ?? [""]
  if (text === undefined || lines.pop() !== "") findings.bad(path, "is cut, or is no text.")
  return lines
}

/** JSON in its one spelling. */
export function valueIn(line: string): Json | undefined {
  try {
    const value = JSON.parse(line) as Json
    return canonicalJson(value) === line ? value : undefined
  } catch {
    return undefined
  }
}

function entryIn(line: string): PackEntry | undefined {
  const entry = valueIn(line) as unknown as PackEntry | undefined
  const isOne = Number.isSafeInteger(entry?.index) && typeof entry?.hash === "string" && typeof entry.body === "string"
  return isOne ? entry : undefined
}

function disclosureIn(line: string): PackDisclosure | undefined {
  const disclosure = valueIn(line) as unknown as PackDisclosure | undefined
  return typeof disclosure?.digest === "string" && typeof disclosure.text === "string" ? disclosure : undefined
}
