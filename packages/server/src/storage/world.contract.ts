import { randomBytes } from "node:crypto"
import {
  stateOf,
  ulid,
  type ApplicationName,
  type CategoryName,
  type Digest,
  type EnvironmentName,
  type Event,
  type EventKind,
  type EventOf,
  type EvidenceSubject,
  type Instant,
  type Item,
  type KnownVector,
  type ReleaseVersion,
  type ReportKind,
  type Result,
  type TestStatus,
} from "@promotrail/core"
import type { Blobs } from "../ports/blobs.ts"
import type { Fact } from "../ports/reader.ts"
import type { Committed, Moved, Proposal, Store } from "../ports/store.ts"
import { FactsEncoder } from "./shared/facts.ts"
import { digestOfBytes } from "./shared/hashes.ts"
import { ItemsEncoder } from "./shared/items.ts"
import { ResultsBuilder } from "./shared/upload-results.ts"

// The casts below stand for the parsers at the door: tests write names down as they are.
export const app = (name = "shop"): ApplicationName => name as ApplicationName
export const version = (name: string): ReleaseVersion => name as ReleaseVersion
export const environment = (name: string): EnvironmentName => name as EnvironmentName
export const category = (name: string): CategoryName => name as CategoryName
export const NOW = "2026-11-20T20:41:00.000Z" as Instant
export const ANNA = { id: "01J0000000000000000000ANNA", name: "anna" }

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const newId = (): string => ulid(1_700_000_000_000, randomBytes(10))

/** A fact about `shop`, or another application, with every other member filled in. */
export function event<Kind extends EventKind>(kind: Kind, data: EventOf<Kind>["data"], at: Instant = NOW): Event {
  return { kind, at, actor: ANNA, data } as Event
}

/** A text and the digest it is kept under. */
export function object(text: string): { readonly digest: Digest; readonly bytes: Uint8Array } {
  const bytes = bytesOf(text)
  return { digest: digestOfBytes(bytes), bytes }
}

/** Tests of an upload: status by `suite::class::name`, or a fact with more to it. */
export type Tests = Readonly<Record<string, TestStatus | Partial<Fact>>>

export type Upload = {
  readonly application?: string
  readonly release: string
  readonly environment?: string
  readonly category?: string
  readonly variant?: string
  readonly inventory?: boolean
  readonly tests: Tests
}

/** A store with the words of the domain: each writes what it says, completely, so that a verification agrees. */
export type World = ReturnType<typeof worldOf>

export function worldOf(store: Store, blobs: Blobs) {
  const commit = async (proposal: Proposal): Promise<Result<Committed, Moved>> => store.commit(proposal)
  const done = async (proposal: Proposal): Promise<Committed> => {
    const committed = await commit(proposal)
    if (!committed.ok) throw new Error(`refused: ${committed.error.kind}`)
    return committed.value
  }
  return {
    store,
    blobs,
    commit,
    done,
    policy: (application = "shop", text = `policy of ${application}`) => {
      const kept = object(text)
      return done({
        event: event("policy.applied", { application: app(application), policy: kept.digest }),
        objects: [kept],
      })
    },
    archive: (application = "shop") =>
      done({ event: event("application.archived", { application: app(application), reason: "over" }) }),
    release: (name: string, application = "shop") => done({ event: registered(name, application) }),
    deploy: (name: string, to: string, status: "succeeded" | "failed" = "succeeded") =>
      done({
        event: event("deployment.recorded", {
          application: app(),
          release: version(name),
          deployment: newId(),
          environment: environment(to),
          status,
          decision: null,
        }),
      }),
    decide: (name: string, to = "staging", id = newId()) => done(decision(name, to, id)),
    upload: async (upload: Upload) => done(await proposalOf(store, blobs, upload)),
    report: async (report: ReportUpload) => done(await reportProposalOf(blobs, report)),
    /** States by test id, as a person would read them off a vector. */
    async states(name: string, place = "dev", variant = "") {
      const release = await store.read.release(app(), version(name))
      const { status } = await store.read.vectors(app(), release?.number ?? 0)
      const lane = status.get(environment(place))?.get(variant)
      const ids = await idsOf(store)
      const read = [...(lane?.status ?? [])].map((slot, at) => [ids[at], stateOf(slot), lane?.evidence[at]] as const)
      return Object.fromEntries(read.filter(([, , evidence]) => evidence !== 0).map(([id, state]) => [id, state]))
    },
    /** Categories by test id of what is known for a release: its own, or what it inherits somewhere. */
    async known(name: string, place = "") {
      const release = await store.read.release(app(), version(name))
      const { own, inherited } = await store.read.vectors(app(), release?.number ?? 0)
      const vector: KnownVector | undefined = place === "" ? own : inherited.get(environment(place))
      if (vector === undefined) return undefined
      const ids = await idsOf(store)
      const names = await store.catalogue.categories(app())
      const read = [...vector].map((code, at) => [ids[at], names[code - 1]] as const)
      return Object.fromEntries(read.filter(([, named]) => named !== undefined))
    },
  }
}

async function idsOf(store: Store): Promise<readonly string[]> {
  return (await store.read.tests(app(), 0, 10_000)).map(({ id }) => id)
}

export function registered(name: string, application = "shop"): Event {
  return event("release.registered", {
    application: app(application),
    release: version(name),
    artifacts: [{ name: "app.jar", digest: object(`${application} ${name}`).digest }],
    commit: "c0ffee",
    notes: null,
    issues: ["SHOP-1"],
  })
}

export function decision(name: string, to = "staging", id = newId()): Proposal {
  const input = object(`input of ${id}`)
  const outcome = object(JSON.stringify({ of: id, verdict: "allow", checks: [], reasons: [], unblock: [] }))
  return {
    event: event("decision.recorded", {
      application: app(),
      release: version(name),
      decision: id,
      artifacts: [],
      edge: { lane: null, from: environment("dev"), to: environment(to), first: true },
      lane: null,
      mode: "enforce",
      policy: object("policy of shop").digest,
      engine: { name: "promotrail", version: "0.1.0", digest: object("engine").digest },
      input: input.digest,
      outcome: outcome.digest,
      verdict: "allow",
      reasons: [],
    }),
    objects: [input, outcome],
  }
}

/** An upload as the use case would propose it: raw file kept, facts written, tests in the catalogue. */
export async function proposalOf(store: Store, blobs: Blobs, upload: Upload): Promise<Proposal> {
  const { release, inventory = false, tests } = upload
  const application = app(upload.application)
  const facts = Object.entries(tests).map(([id, told]) => factOf(id, inventory ? undefined : told))
  const encoder = new FactsEncoder()
  for (const fact of facts) encoder.add(fact)
  const bytes = await encoder.end()
  const kept = { digest: digestOfBytes(bytes), bytes }
  const named = category(upload.category ?? "unit")
  const { ordinals, code, attributes } = await store.catalogue.resolve(application, named, facts)
  const results = new ResultsBuilder()
  facts.forEach((fact, at) => results.add(ordinals[at] ?? -1, fact))
  const raw = await keepRaw(blobs, JSON.stringify([release, tests, newId()]))
  return {
    event: event("evidence.recorded", {
      application,
      release: version(release),
      evidence: newId(),
      environment: environment(upload.environment ?? "dev"),
      kind: "tests",
      subject: "environment",
      category: named,
      variant: upload.variant ?? "",
      inventory,
      file: "report.xml",
      ...raw,
      format: "junit-xml",
      tool: null,
      reader: "promotrail/0.1.0",
      outcome: "accepted",
      code: null,
      reason: null,
      unfit: null,
      producedAt: null,
      counts: { tests: facts.length },
      warnings: [],
      facts: kept.digest,
    }),
    objects: [kept],
    results: {
      ...results.build(inventory),
      categoryCode: code,
      ...(attributes === undefined ? {} : { attributes }),
    },
  }
}

/** A report that lists no tests: what a tool said of the artifact, or of one place. */
export type ReportUpload = {
  readonly release: string
  readonly environment?: string
  readonly kind?: ReportKind
  readonly subject?: EvidenceSubject
  readonly category?: string
  readonly variant?: string
  readonly tool?: string
  readonly items?: readonly Item[]
  /** Accepted, and no good for a gate for this reason, if given. */
  readonly unfit?: string
  /** Refused for this reason, if given. */
  readonly refused?: string
}

/** The same for a report of another kind. */
export async function reportProposalOf(blobs: Blobs, upload: ReportUpload): Promise<Proposal> {
  const { release, kind = "findings", subject = "artifact", items = [], refused = null } = upload
  const encoder = new ItemsEncoder()
  for (const item of items) encoder.add(item)
  const bytes = await encoder.end()
  const kept = { digest: digestOfBytes(bytes), bytes }
  return {
    event: event("evidence.recorded", {
      application: app(),
      release: version(release),
      evidence: newId(),
      environment: environment(upload.environment ?? "dev"),
      kind,
      subject,
      category: category(upload.category ?? "static"),
      variant: upload.variant ?? "",
      inventory: false,
      file: "report.json",
      ...(await keepRaw(blobs, JSON.stringify([upload, newId()]))),
      format: "sarif",
      tool: { name: upload.tool ?? "scanner", version: "1.0" },
      reader: "promotrail/0.1.0",
      outcome: refused === null ? "accepted" : "empty",
      code: refused === null ? null : "not-finished",
      reason: refused,
      unfit: upload.unfit ?? null,
      producedAt: null,
      counts: refused === null ? { results: items.length } : {},
      warnings: [],
      facts: refused === null ? kept.digest : null,
    }),
    objects: refused === null ? [kept] : [],
  }
}

export async function keepRaw(blobs: Blobs, text: string): Promise<{ readonly raw: Digest; readonly bytes: number }> {
  const received = await blobs.receive(
    (async function* () {
      yield bytesOf(text)
    })(),
    1_000_000,
  )
  if (received.kind === "too-large") throw new Error("too large")
  await received.keep()
  return { raw: received.digest, bytes: received.bytes }
}

function factOf(id: string, told: TestStatus | Partial<Fact> | undefined): Fact {
  const [suite = "", className = "", name = ""] = id.split("::")
  const identity = { suite, class: className, name, id, flaky: false, suiteLevel: false }
  return typeof told === "string" ? { ...identity, status: told } : { ...identity, ...told }
}
