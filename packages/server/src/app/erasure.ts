import {
  decodeEvent,
  err,
  ok,
  readDisclosure,
  type Digest,
  type EventOf,
  type GateInput,
  type Instant,
  type Outcome,
  type Result,
} from "@promotrail/core"
import { StorageUnavailable } from "../ports/store.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { record } from "./record.ts"
import { INSTALLATION } from "./tokens.ts"

/** Who is to be erased: by the id under which they act, by a text that names them, or both. */
export type Erasing = {
  readonly person?: string | undefined
  /** At least three characters; looked for in every spelling of upper and lower case. */
  readonly text?: string | undefined
  /** Raw evidence to erase as well, by digest. */
  readonly evidence?: readonly Digest[] | undefined
}

/** What an erasure takes away, and what names the person and stays. */
export type ErasurePlan = {
  /** The id that stands in entries; empty where only a text was given. */
  readonly person: string
  readonly disclosures: readonly { readonly digest: string; readonly name: string; readonly value: string }[]
  /** Inputs and outcomes of decisions, which then cannot be replayed. */
  readonly objects: readonly Digest[]
  /** Entries from before names stood apart, whose bodies are rewritten. */
  readonly entries: readonly number[]
  /** Texts that name the person and that the state is made of: change the policy, and ask for raw evidence by digest. */
  readonly stays: readonly { readonly what: "policy" | "notes" | "evidence"; readonly digest: Digest }[]
}

export type Notice = EventOf<"erasure.recorded">["data"]

/** A notice, and whether the last byte is gone: a reader of old pages keeps them until it ends. */
export type Erased = Notice & { readonly isFinished: boolean }

/** Erasing people: what named them is deleted, and what was hashed stands. */
export interface Erasures {
  preview(asked: Erasing): Promise<Result<ErasurePlan, AppError>>
  erase(asked: Erasing & { readonly basis: string }, caller: Caller): Promise<Result<Erased, AppError>>
  /**
   * Erases what is past its time: free texts written before `before`, and people whose token was revoked before it.
   * Answers how many disclosures went.
   */
  expire(before: Instant): Promise<number>
  /** Ends what a crash may have left half done: raw files of notices, and pages of the database. */
  finish(): Promise<void>
}

const PAGE = 500
const SHORTEST = 3
/** Why something went that nobody asked to have erased. */
const RETENTION = "retention"

export function erasures(deps: Deps): Erasures {
  const { store, blobs, now, newId } = deps

  const preview: Erasures["preview"] = async ({ person = "", text, evidence = [] }) => {
    const names = new Set(text === undefined || text.length < SHORTEST ? [] : [folded(text)])
    const found = new Map<string, ErasurePlan["disclosures"][number]>()
    for await (const row of allDisclosures(deps)) {
      const said = readDisclosure(row.text)
      if (said === undefined) continue
      if (person !== "" && row.actor === person) found.set(row.digest, { digest: row.digest, ...said })
      const isName = said.name === "actor" || said.name === "name"
      if (person !== "" && row.actor === person && isName && said.value.length >= SHORTEST)
        names.add(folded(said.value))
    }
    for await (const row of allDisclosures(deps)) {
      const said = readDisclosure(row.text)
      // Names of others are theirs, also where they are the same: only what somebody wrote goes by what it says.
      if (said !== undefined && said.name !== "actor" && said.name !== "name" && holds(said.value, names))
        found.set(row.digest, { digest: row.digest, ...said })
    }
    for (const digest of evidence) {
      // A policy or facts under that digest are no evidence: the state is made of them.
      const isRaw = (await blobs.size(digest)) !== undefined && (await store.read.object(digest)) === undefined
      if (!isRaw) return err({ kind: "not-found", what: "raw evidence", id: digest })
    }
    const kept = await lookThrough(deps, names)
    const plan = {
      person,
      disclosures: [...found.values()],
      objects: [...new Set([...kept.objects, ...evidence])],
      entries: await entriesNaming(deps, person, names),
      stays: kept.stays.filter(({ digest }) => !evidence.includes(digest)),
    }
    return isNothing(plan) && plan.stays.length === 0
      ? err({ kind: "nobody-to-erase", asked: person === "" ? (text ?? "") : person })
      : ok(plan)
  }

  const erase: Erasures["erase"] = async ({ basis, ...asked }, caller) => {
    const recorded = await record<Notice>(
      deps,
      { ...caller, idempotency: undefined },
      async () => {
        const token = asked.person === undefined ? undefined : await store.read.token(asked.person)
        if (token !== undefined && token.revokedAt === null) return err({ kind: "person-active", person: token.id })
        const plan = await preview(asked)
        if (!plan.ok) return plan
        if (isNothing(plan.value)) return err({ kind: "nobody-to-erase", asked: asked.person ?? asked.text ?? "" })
        const { person, disclosures, objects, entries } = plan.value
        const data: Notice = {
          notice: newId(),
          person,
          basis,
          disclosures: disclosures.map(({ digest }) => digest),
          objects,
          entries,
        }
        return ok({
          value: data,
          ref: data.notice,
          proposal: { event: { kind: "erasure.recorded", at: now(), actor: caller.actor, data } },
        })
      },
      async () => undefined,
    )
    if (!recorded.ok) return recorded
    for (const digest of recorded.value.value.objects) await blobs.remove(digest)
    return ok({ ...recorded.value.value, isFinished: await scrubbed() })
  }

  /** Whether nothing of what was erased is left in the database; else the next start ends it. */
  const scrubbed = async (): Promise<boolean> => {
    try {
      await store.scrub()
      return true
    } catch (error) {
      if (error instanceof StorageUnavailable) return false
      throw error
    }
  }

  return {
    preview,
    erase,
    async expire(before) {
      const caller: Caller = { actor: INSTALLATION, within: undefined, idempotency: undefined }
      let erased = 0
      for (const { id, revokedAt } of await store.read.tokens()) {
        if (revokedAt === null || revokedAt >= before || !(await isNamed(deps, id))) continue
        const gone = await erase({ person: id, basis: RETENTION }, caller)
        if (gone.ok) erased += gone.value.disclosures.length
      }
      for (;;) {
        const disclosures = await textsBefore(deps, before)
        if (disclosures.length === 0) return erased
        const data: Notice = { notice: newId(), person: "", basis: RETENTION, disclosures, objects: [], entries: [] }
        const event = { kind: "erasure.recorded", at: now(), actor: INSTALLATION, data } as const
        const done = await record<void>(
          deps,
          caller,
          async () => ok({ value: undefined, ref: data.notice, proposal: { event } }),
          async () => undefined,
        )
        if (!done.ok) return erased
        await scrubbed()
        erased += disclosures.length
      }
    },
    async finish() {
      if (!(await store.read.isUnscrubbed())) return
      for (let beforeIndex: number | undefined; ;) {
        const page = await store.read.entryList({ kind: "erasure.recorded", limit: PAGE, beforeIndex })
        for (const { body } of page.rows) {
          const event = decodeEvent(body)
          if (event.kind === "erasure.recorded") for (const digest of event.data.objects) await blobs.remove(digest)
        }
        if (!page.more) break
        beforeIndex = page.rows.at(-1)?.index
      }
      await scrubbed()
    },
  }
}

/** Whether there is nothing that could go. */
const isNothing = ({ disclosures, objects, entries }: ErasurePlan): boolean =>
  disclosures.length + objects.length + entries.length === 0

/** Upper and lower case, and the ways Unicode has to write one character, are the same name. */
const folded = (text: string): string => text.normalize("NFKC").toLowerCase()

function holds(text: string, names: ReadonlySet<string>): boolean {
  const looked = folded(text)
  // As it is, and as JSON spells it.
  return [...names].some((name) => looked.includes(name) || looked.includes(JSON.stringify(name).slice(1, -1)))
}

async function* allDisclosures({ store }: Deps) {
  for (let after = ""; ;) {
    const rows = await store.read.disclosures(after, PAGE)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.digest
  }
}

/** Whether anything still says who this is. */
async function isNamed(deps: Deps, person: string): Promise<boolean> {
  for await (const { actor } of allDisclosures(deps)) if (actor === person) return true
  return false
}

/** Free texts that were written before a moment, some of them. */
async function textsBefore(deps: Deps, before: Instant): Promise<readonly string[]> {
  const found: string[] = []
  for await (const { name, at, digest } of allDisclosures(deps)) {
    if (name !== "actor" && name !== "name" && at < before) found.push(digest)
    if (found.length === PAGE) break
  }
  return found
}

type Looked = { readonly objects: readonly Digest[]; readonly stays: ErasurePlan["stays"] }

/** Looks for the names in everything that is kept by digest. */
async function lookThrough({ store, blobs }: Deps, names: ReadonlySet<string>): Promise<Looked> {
  if (names.size === 0) return { objects: [], stays: [] }
  const objects: Digest[] = []
  const stays: ErasurePlan["stays"][number][] = []
  for (let after = ""; ;) {
    const page = await store.read.objects(after, PAGE)
    for (const { digest, bytes } of page) {
      const text = new TextDecoder("utf-8").decode(bytes)
      if (!holds(text, names)) continue
      if (isOfADecision(text)) objects.push(digest)
      else stays.push({ what: text.includes("promotrail/policy/") ? "policy" : "notes", digest })
    }
    const last = page.at(-1)
    if (last === undefined) break
    after = last.digest
  }
  for await (const digest of blobs.list()) {
    if (await isNamedIn(await blobs.open(digest), names)) stays.push({ what: "evidence", digest })
  }
  return { objects, stays }
}

const SCHEMAS: readonly string[] = [
  "promotrail/gate-input/v1" satisfies GateInput["schema"],
  "promotrail/outcome/v1" satisfies Outcome["schema"],
]

/** Inputs and outcomes say what they are; everything else the state is made of. */
function isOfADecision(text: string): boolean {
  if (!text.startsWith("{")) return false
  try {
    const { schema } = JSON.parse(text) as { readonly schema?: string }
    return schema !== undefined && SCHEMAS.includes(schema)
  } catch {
    return false
  }
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
async function entriesNaming({ store }: Deps, person: string, names: ReadonlySet<string>): Promise<readonly number[]> {
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
