import {
  decodeEvent,
  err,
  ok,
  type Actor,
  type Digest,
  type EventOf,
  type Instant,
  type Result,
} from "@promotrail/core"
import { StorageUnavailable, type Page } from "../ports/store.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { noticeRows, type Notice } from "./erasing/notices.ts"
import {
  allDisclosures,
  decisionsNaming,
  decisionsRepeating,
  entriesNaming,
  folded,
  holds,
  isName,
  lookThrough,
  SHORTEST,
  type Staying,
} from "./erasing/who-is-named.ts"
import { inTurn } from "./in-turn.ts"
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
  readonly stays: readonly Staying[]
  /** Tokens of that name: a name of a token goes by its id alone, and comes again while the token is in use. */
  readonly tokens: readonly { readonly id: string; readonly name: string; readonly isActive: boolean }[]
}

/** A notice, and whether the last byte is gone: a reader of old pages keeps them until it ends. */
export type Erased = Notice & { readonly isFinished: boolean }

/** A notice as it is listed. */
export type NoticeRow = {
  readonly data: Notice
  readonly at: Instant
  readonly by: Actor
  readonly ledgerIndex: number
  readonly isFinished: boolean
}

/** Before when something must have been written, or have left, to be erased by time; `undefined`: never. */
export type Expiring = {
  /** People whose token was revoked before it. */
  readonly actor: Instant | undefined
  /** Free texts written before it. */
  readonly text: Instant | undefined
}

/** Erasing people: what named them is deleted, and what was hashed stands. */
export interface Erasures {
  preview(asked: Erasing): Promise<Result<ErasurePlan, AppError>>
  /** Asked again under the same idempotency key it answers the same notice, and ends what was left. */
  erase(asked: Erasing & { readonly basis: string }, caller: Caller): Promise<Result<Erased, AppError>>
  /** Newest first. */
  list(page: { readonly beforeIndex: number | undefined; readonly limit: number }): Promise<Page<NoticeRow>>
  /** Erases what is past its time. Answers how many disclosures went. */
  expire(before: Expiring): Promise<number>
  /** Ends what a crash may have left half done: raw files of notices, and pages of the database. */
  finish(): Promise<boolean>
}

/** Disclosures in one notice of retention. */
const PAGE = 500
/** Why something went that nobody asked to have erased. */
const RETENTION = "retention"

type Found = { readonly plan: ErasurePlan; readonly names: ReadonlySet<string> }

export function erasures(deps: Deps): Erasures {
  const { store, blobs, now, newId } = deps

  const find = async ({ person = "", text, evidence = [] }: Erasing): Promise<Result<Found, AppError>> => {
    const asked = text === undefined || text.length < SHORTEST ? new Set<string>() : new Set([folded(text)])
    const names = new Set(asked)
    const found = new Map<string, ErasurePlan["disclosures"][number]>()
    for await (const { actor, name, value, digest } of allDisclosures(deps)) {
      if (person === "" || actor !== person) continue
      found.set(digest, { digest, name, value })
      if (isName(name) && value.length >= SHORTEST) names.add(folded(value))
    }
    for await (const { name, value, digest } of allDisclosures(deps)) {
      // Names of others are theirs, also where they are the same: only what somebody wrote goes by what it says.
      if (!isName(name) && holds(value, names)) found.set(digest, { digest, name, value })
    }
    for (const digest of evidence) {
      // A policy or facts under that digest are no evidence: the state is made of them.
      const isRaw = (await blobs.size(digest)) !== undefined && (await store.read.object(digest)) === undefined
      if (!isRaw) return err({ kind: "not-found", what: "raw evidence", id: digest })
    }
    const kept = await lookThrough(deps, names)
    const tokens = (await store.read.tokens()).filter(({ id, name }) => id === person || holds(name, asked))
    const plan: ErasurePlan = {
      person,
      disclosures: [...found.values()],
      objects: [...new Set([...kept.objects, ...evidence])],
      entries: await entriesNaming(deps, person, names),
      stays: kept.stays.filter(({ digest }) => !evidence.includes(digest)),
      tokens: tokens.map(({ id, name, revokedAt }) => ({ id, name, isActive: revokedAt === null })),
    }
    return ok({ plan, names })
  }

  const preview: Erasures["preview"] = async (asked) => {
    const found = await find(asked)
    if (!found.ok) return found
    const { plan } = found.value
    return isNothing(plan) && plan.stays.length + plan.tokens.length === 0 ? nobody(asked) : ok(plan)
  }

  /** Enters a notice; what it names goes with the entry, in one transaction. */
  const enter = (
    caller: Caller,
    decide: () => Promise<Result<Omit<Notice, "notice">, AppError>>,
    again: (ref: string) => Promise<{ value: Notice; index: number; repeated: boolean } | undefined>,
  ) =>
    record<Notice>(
      deps,
      caller,
      async () => {
        const decided = await decide()
        if (!decided.ok) return decided
        const data: Notice = { notice: newId(), ...decided.value }
        return ok({
          value: data,
          ref: data.notice,
          proposal: { event: { kind: "erasure.recorded", at: now(), actor: caller.actor, data } },
        })
      },
      again,
    )

  const erase: Erasures["erase"] = async ({ basis, ...asked }, caller) => {
    let looked: { readonly size: number; readonly names: ReadonlySet<string> } | undefined
    const recorded = await enter(
      caller,
      async () => {
        const { size } = await store.read.head()
        const found = await find(asked)
        if (!found.ok) return found
        const { plan, names } = found.value
        const active = plan.tokens.find(({ isActive }) => isActive)
        if (active !== undefined) return err({ kind: "person-active", person: active.id })
        if (isNothing(plan)) return nobody(asked)
        looked = { size, names }
        const { person, objects, entries } = plan
        return ok({ person, basis, disclosures: plan.disclosures.map(({ digest }) => digest), objects, entries })
      },
      async (ref) => {
        for await (const { index, body } of noticeRows(store.read)) {
          const { data } = decodeEvent(body) as EventOf<"erasure.recorded">
          if (data.notice === ref) return { value: data, index, repeated: true }
        }
        return undefined
      },
    )
    if (!recorded.ok) return recorded
    const { value, index, repeated } = recorded.value
    if (!repeated && looked !== undefined) {
      // A gate that was asked while we looked may have frozen the name once more.
      const objects = await decisionsNaming(deps, looked.names, [looked.size, index])
      const { person } = value
      if (objects.length > 0) {
        const more = { person, basis, disclosures: [], objects, entries: [] }
        await enter({ ...caller, idempotency: undefined }, async () => ok(more), notAgain)
      }
    }
    return ok({ ...value, isFinished: await finish() })
  }

  let ending: Promise<boolean> = Promise.resolve(true)
  /** One at a time: what one counts as gone must be gone of those before it, too. */
  const finish = (): Promise<boolean> => {
    ending = ending.then(finishOnce, finishOnce)
    return ending
  }
  const finishOnce = async (): Promise<boolean> => {
    const { notices, scrubbed } = await store.read.erasures()
    if (notices <= scrubbed) return true
    let open = notices - scrubbed
    for await (const { index, body } of noticeRows(store.read)) {
      if (open-- === 0) break
      const { data } = decodeEvent(body) as EventOf<"erasure.recorded">
      for (const digest of data.objects) await removeRaw(digest, index)
    }
    try {
      await store.scrub(notices)
      return true
    } catch (error) {
      // Another reader holds old pages; the next start ends it.
      if (error instanceof StorageUnavailable) return false
      throw error
    }
  }
  /** Takes a raw file away, unless it was brought anew since. */
  const removeRaw = async (digest: Digest, notice: number): Promise<void> => {
    if ((await blobs.size(digest)) === undefined) return
    // Not between the upload of one and the entry that names it.
    await inTurn(blobs, digest, async () => {
      if (((await store.read.newestUploadOf(digest)) ?? -1) < notice) await blobs.remove(digest)
    })
  }

  return {
    preview,
    erase,
    finish,
    async list(page) {
      const [{ rows, more }, { notices, scrubbed }] = await Promise.all([
        store.read.entryList({ kind: "erasure.recorded", ...page }),
        store.read.erasures(),
      ])
      let open = notices - scrubbed
      let unfinishedFrom = Infinity
      if (open > 0) {
        for await (const { index } of noticeRows(store.read)) {
          if (open-- === 0) break
          unfinishedFrom = index
        }
      }
      return {
        more,
        rows: rows.map(({ index, body, disclosed }) => {
          const { at, actor, data } = decodeEvent(body, disclosed) as EventOf<"erasure.recorded">
          return { data, at, by: actor, ledgerIndex: index, isFinished: index < unfinishedFrom }
        }),
      }
    },
    async expire({ actor, text }) {
      const caller: Caller = { actor: INSTALLATION, within: undefined, idempotency: undefined }
      let erased = 0
      for (const { id, revokedAt } of actor === undefined ? [] : await store.read.tokens()) {
        if (revokedAt === null || actor === undefined || revokedAt >= actor || !(await isNamed(deps, id))) continue
        const gone = await erase({ person: id, basis: RETENTION }, caller)
        if (gone.ok) erased += gone.value.disclosures.length
      }
      const due = text === undefined ? [] : await textsBefore(deps, text)
      // Inputs that were frozen by earlier versions repeat what people wrote; those of this one name its entry.
      let objects = await decisionsRepeating(deps, new Set(due.map(({ value }) => value)))
      for (let from = 0; from < due.length; from += PAGE) {
        const disclosures = due.slice(from, from + PAGE).map(({ digest }) => digest)
        const data = { person: "", basis: RETENTION, disclosures, objects, entries: [] }
        const done = await enter(caller, async () => ok(data), notAgain)
        if (!done.ok) break
        objects = []
        erased += disclosures.length
      }
      if (due.length > 0) await finish()
      return erased
    },
  }
}

/** What is asked for without an idempotency key is not asked for again. */
const notAgain = async (): Promise<undefined> => undefined

const nobody = ({ person, text }: Erasing): Result<never, AppError> =>
  err({ kind: "nobody-to-erase", asked: person ?? text ?? "" })

/** Whether there is nothing that could go. */
const isNothing = ({ disclosures, objects, entries }: ErasurePlan): boolean =>
  disclosures.length + objects.length + entries.length === 0

/** Whether anything still says who this is. */
async function isNamed(deps: Deps, person: string): Promise<boolean> {
  for await (const { actor } of allDisclosures(deps)) if (actor === person) return true
  return false
}

type FreeText = { readonly digest: string; readonly value: string }

/** Free texts that were written before a moment. */
async function textsBefore(deps: Deps, before: Instant): Promise<readonly FreeText[]> {
  const found: FreeText[] = []
  for await (const { name, at, digest, value } of allDisclosures(deps)) {
    if (!isName(name) && at < before) found.push({ digest, value })
  }
  return found
}
