import { decodeEvent, readDisclosure, type Digest, type GateInput, type Outcome } from "@promotrail/core"
import type { DisclosureRow } from "../../ports/log.ts"
import type { Deps } from "../deps.ts"

const PAGE = 500
/** Objects read at once; facts are large. */
const OBJECTS = 50
/** Shorter names would be found everywhere. */
export const SHORTEST = 3

/** Texts that name the person and that the state is made of, or that were not asked for. */
export type Staying = { readonly what: "policy" | "notes" | "facts" | "evidence"; readonly digest: Digest }

/** Upper and lower case, and the ways Unicode has to write one character, are the same name. */
export const folded = (text: string): string => text.normalize("NFKC").toLowerCase()

/** Whether a text holds one of these folded names, as it is or as JSON spells it. */
export function holds(text: string, names: ReadonlySet<string>): boolean {
  const looked = folded(text)
  return [...names].some((name) => looked.includes(name) || looked.includes(JSON.stringify(name).slice(1, -1)))
}

/** Whether a disclosure is the name of a person or a token, not what somebody wrote. */
export const isName = (member: string): boolean => member === "actor" || member === "name"

/** Everything that is disclosed, with what it says; what cannot be read is no disclosure. */
export async function* allDisclosures({
  store,
}: Pick<Deps, "store">): AsyncGenerator<DisclosureRow & { readonly value: string }> {
  for (let after = ""; ;) {
    const rows = await store.read.disclosures(after, PAGE)
    for (const row of rows) {
      const said = readDisclosure(row.text)
      if (said !== undefined) yield { ...row, value: said.value }
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.digest
  }
}

/** Every object that is kept, as text; facts piece by piece. */
async function* allObjects({
  store,
}: Pick<Deps, "store">): AsyncGenerator<{ digest: Digest; text: string; isFacts: boolean }> {
  for (let after = ""; ;) {
    const page = await store.read.objects(after, OBJECTS)
    for (const { digest, bytes, blocks } of page) {
      if (blocks === undefined) yield { digest, text: new TextDecoder("utf-8").decode(bytes), isFacts: false }
      else for (const text of blocks) yield { digest, text, isFacts: true }
    }
    const last = page.at(-1)
    if (last === undefined) return
    after = last.digest
  }
}

/** Looks for names in everything that is kept by digest: what goes, and what stays. */
export async function lookThrough(
  deps: Pick<Deps, "store" | "blobs">,
  names: ReadonlySet<string>,
): Promise<{ readonly objects: readonly Digest[]; readonly stays: readonly Staying[] }> {
  if (names.size === 0) return { objects: [], stays: [] }
  const objects: Digest[] = []
  const stays: Staying[] = []
  for await (const { digest, text, isFacts } of allObjects(deps)) {
    if (!holds(text, names)) continue
    if (isFacts) {
      if (stays.at(-1)?.digest !== digest) stays.push({ what: "facts", digest })
    } else if (decisionPart(text) !== undefined) objects.push(digest)
    else stays.push({ what: text.includes("promotrail/policy/") ? "policy" : "notes", digest })
  }
  for await (const digest of deps.blobs.list()) {
    if (await isNamedIn(await deps.blobs.open(digest), names)) stays.push({ what: "evidence", digest })
  }
  return { objects, stays }
}

/** Of decisions entered from one entry to another: inputs and outcomes that hold a name. */
export async function decisionsNaming(
  { store }: Pick<Deps, "store">,
  names: ReadonlySet<string>,
  [from, to]: readonly [number, number],
): Promise<readonly Digest[]> {
  const found = new Set<Digest>()
  for (let at = from; at < to && names.size > 0;) {
    const rows = await store.read.entries(at, Math.min(PAGE, to - at))
    if (rows.length === 0) break
    at += rows.length
    for (const { body, kind } of rows) {
      if (kind !== "decision.recorded") continue
      const event = decodeEvent(body)
      if (event.kind !== "decision.recorded") continue
      for (const digest of [event.data.input, event.data.outcome]) {
        const bytes = await store.read.object(digest)
        if (bytes !== undefined && holds(new TextDecoder("utf-8").decode(bytes), names)) found.add(digest)
      }
    }
  }
  return [...found]
}

/**
 * Inputs and outcomes that repeat one of these texts, word by word, where people's words stood: decisions of earlier
 * versions froze them. Looks at those places alone, so that a short reason is not found in everything.
 */
export async function decisionsRepeating(
  deps: Pick<Deps, "store">,
  texts: ReadonlySet<string>,
): Promise<readonly Digest[]> {
  if (texts.size === 0) return []
  const found: Digest[] = []
  for await (const { digest, text } of allObjects(deps)) {
    const part = decisionPart(text)
    if (part !== undefined && wordsIn(part).some((words) => isOneOf(words, texts))) found.push(digest)
  }
  return found
}

const SCHEMAS: readonly string[] = [
  "promotrail/gate-input/v1" satisfies GateInput["schema"],
  "promotrail/outcome/v1" satisfies Outcome["schema"],
]

/** Inputs and outcomes say what they are; everything else the state is made of. */
function decisionPart(text: string): GateInput | Outcome | undefined {
  if (!text.startsWith("{")) return undefined
  try {
    const read = JSON.parse(text) as GateInput | Outcome
    return SCHEMAS.includes(read.schema) ? read : undefined
  } catch {
    return undefined
  }
}

/** What people wrote, where an input or an outcome has room for it. */
function wordsIn(part: GateInput | Outcome): readonly string[] {
  if (part.schema === "promotrail/gate-input/v1") {
    const because = part.coverage.excluded.flatMap((group) => (group.because === undefined ? [] : [group.because]))
    return part.blocked === null ? because : [part.blocked.reason, ...because]
  }
  return part.checks.flatMap(({ reasons }) =>
    reasons.flatMap((reason) => (reason.code === "release.blocked" ? [reason.because] : [])),
  )
}

/** A quarantine is told as `owner: reason`. */
function isOneOf(words: string, texts: ReadonlySet<string>): boolean {
  if (texts.has(words)) return true
  for (let at = words.indexOf(": "); at !== -1; at = words.indexOf(": ", at + 1)) {
    if (texts.has(words.slice(0, at)) || texts.has(words.slice(at + 2))) return true
  }
  return false
}

/** Whether a file holds a name, read piece by piece; what lies across two pieces is found, too. */
async function isNamedIn(stream: AsyncIterable<Uint8Array> | undefined, names: ReadonlySet<string>): Promise<boolean> {
  if (stream === undefined) return false
  const longest = Math.max(...[...names].map(({ length }) => length)) * 4
  const decoder = new TextDecoder("utf-8")
  let tail = ""
  for await (const piece of stream) {
    const text = tail + decoder.decode(piece, { stream: true })
    if (holds(text, names)) return true
    tail = text.slice(-longest)
  }
  return false
}

/** Entries from before names stood apart, by who did it or what they say. */
export async function entriesNaming(
  { store }: Pick<Deps, "store">,
  person: string,
  names: ReadonlySet<string>,
): Promise<readonly number[]> {
  const found: number[] = []
  const { size } = await store.read.head()
  for (let from = 0; from < size;) {
    const rows = await store.read.entries(from, PAGE)
    if (rows.length === 0) break
    from += rows.length
    for (const { index, body } of rows) {
      if (!body.endsWith('"v":1}')) continue
      const event = decodeEvent(body)
      const written = JSON.stringify(
        event.kind === "evidence.recorded" ? event.actor : { ...event.actor, ...event.data },
      )
      if ((person !== "" && event.actor.id === person) || holds(written, names)) found.push(index)
    }
  }
  return found
}
