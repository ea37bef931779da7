import { hash } from "node:crypto"
import { decodeEvent, type Digest, type Event } from "@promotrail/core"
import type { DeepAnswer, DeepFile, DeepQuestion, OtherPolicy } from "../ports/deep-replay.ts"
import type { ReportIntake } from "../ports/reader.ts"
import { unpackObject } from "../storage/shared/objects.ts"
import { disclosedIn } from "../storage/shared/reads/ledger.ts"
import type { Snapshot } from "../storage/shared/snapshot.ts"
import { emptyState, type Rebuilt } from "../storage/verify/rebuilt.ts"
import { seedCatalogue } from "./catalogue-order.ts"
import { inputsAsOf, type InputsAsOf } from "./input-as-of.ts"
import { readAgain } from "./read-again.ts"

export type Pass = {
  readonly questions: readonly DeepQuestion[]
  readonly other?: OtherPolicy | undefined
  readonly intake: ReportIntake
  readonly pathOf: (raw: Digest) => string
  /** Called with each answer as soon as it is known; `at`: the place of its question. */
  readonly onAnswer: (at: number, answer: DeepAnswer) => void
  /** Called for each entry that is folded. */
  readonly onFolded?: (ledgerIndex: number) => void
  /** Called for each raw file that is read again. */
  readonly onRead?: (evidence: string) => void
}

type Asked = { readonly at: number; readonly question: DeepQuestion }

/**
 * Answers questions in one pass: each entry is folded once, each raw file is read once, and each question is answered
 * when the fold comes to it. What is folded is what is stored; the raw files say whether that still follows from them.
 * So no answer depends on which other questions were asked with it.
 */
export async function replayInOnePass(snapshot: Snapshot, pass: Pass): Promise<void> {
  const queue: Asked[] = pass.questions
    .map((question, at) => ({ at, question }))
    .toSorted((a, b) => a.question.ledgerIndex - b.question.ledgerIndex)
  const rebuilt = await emptyState()
  const histories = new Map<string, History>()
  for (const [application, asked] of Map.groupBy(queue, ({ question }) => question.application)) {
    histories.set(application, historyOf(snapshot, rebuilt, pass, asked))
  }
  let next = 0
  const answerUpTo = async (ledgerIndex: number): Promise<void> => {
    for (let asked = queue[next]; asked !== undefined; asked = queue[next]) {
      if (asked.question.ledgerIndex > ledgerIndex) return
      next++
      const answer = await histories.get(asked.question.application)?.answer(asked.question)
      if (answer !== undefined) pass.onAnswer(asked.at, answer)
    }
  }
  try {
    for await (const page of snapshot.pages("ledger")) {
      const disclosed = await disclosedIn(
        snapshot.db,
        page.map(({ body }) => body),
      )
      for (const { idx, body } of page) {
        await answerUpTo(idx)
        if (next === queue.length) return
        const event = decodeEvent(body, disclosed)
        await fold(event, idx, { rebuilt, histories, onFolded: pass.onFolded })
      }
    }
    await answerUpTo(Number.POSITIVE_INFINITY)
  } finally {
    await rebuilt.close()
  }
}

type Folding = {
  readonly rebuilt: Rebuilt
  readonly histories: ReadonlyMap<string, History>
  readonly onFolded: Pass["onFolded"]
}

/** Folds what a gate asked about may see: entries of its application, and those that are of none. */
async function fold(event: Event, index: number, { rebuilt, histories, onFolded }: Folding): Promise<void> {
  if ("application" in event.data) {
    const history = histories.get(event.data.application)
    if (history === undefined || !history.isWanted(index)) return
    onFolded?.(index)
    await history.fold(event, index)
    return
  }
  onFolded?.(index)
  try {
    await rebuilt.replay(event, index, undefined)
  } catch (error) {
    for (const history of histories.values()) history.breakOff(index, error)
  }
}

/** One application on the way through its ledger. */
type History = {
  /** Whether somebody still asks about it. */
  isWanted(index: number): boolean
  fold(event: Event, index: number): Promise<void>
  breakOff(index: number, error: unknown): void
  answer(question: DeepQuestion): Promise<DeepAnswer>
}

function historyOf(
  snapshot: Snapshot,
  rebuilt: Rebuilt,
  { intake, pathOf, other, onRead }: Pass,
  asked: readonly Asked[],
): History {
  const last = Math.max(...asked.map(({ question }) => question.ledgerIndex))
  /** The last decision that rests on the raw files of a release. */
  const restsOn = new Map<string, number>()
  for (const { question } of asked) for (const release of question.releases) restsOn.set(release, question.ledgerIndex)
  const filesOf = new Map<string, { read: number; readonly odd: DeepFile[] }>()
  const stored = (digest: Digest): Promise<Uint8Array> => storedObject(snapshot, digest)
  let inputs: InputsAsOf | undefined
  let broken: string | undefined
  let isSeeded = false

  const read = async (event: Event, index: number): Promise<void> => {
    if (event.kind !== "evidence.recorded" || index >= (restsOn.get(event.data.release) ?? 0)) return
    const { evidence, file, raw, reader, release } = event.data
    onRead?.(evidence)
    const says = await readAgain(event.data, pathOf(raw), intake)
    const files = filesOf.get(release) ?? { read: 0, odd: [] }
    filesOf.set(release, files)
    files.read++
    if (says !== null) files.odd.push({ evidence, file, raw, reader, says })
  }
  const folded = async (event: Event, index: number): Promise<void> => {
    const facts = event.kind === "evidence.recorded" ? event.data.facts : null
    await rebuilt.replay(event, index, facts === null ? undefined : await stored(facts))
    if (event.kind !== "policy.applied" || isSeeded) return
    await seedCatalogue(snapshot, rebuilt, event.data.application)
    isSeeded = true
  }
  const breakOff = (index: number, error: unknown): void => {
    broken ??= `entry ${index} cannot be folded: ${reasonOf(error)}`
  }
  const made = async (question: DeepQuestion): Promise<Pick<DeepAnswer, "input" | "broken" | "under">> => {
    if (broken !== undefined) return { input: null, broken, under: null }
    let input: string | null = null
    try {
      inputs ??= inputsAsOf({ ledger: snapshot, rebuilt, object: stored, pathOf, intake, other })
      input = await inputs.recorded(question)
      const isSame = input === question.input
      return { input, broken: null, under: other !== undefined && isSame ? await inputs.under(question) : null }
    } catch (error) {
      return { input, broken: reasonOf(error), under: null }
    }
  }
  return {
    isWanted: (index) => index < last && broken === undefined,
    breakOff,
    async fold(event, index) {
      try {
        await read(event, index)
        await folded(event, index)
      } catch (error) {
        breakOff(index, error)
      }
    },
    async answer(question) {
      const files = question.releases.flatMap((release) => filesOf.get(release) ?? [])
      return {
        ...(await made(question)),
        filesRead: files.reduce((sum, { read: some }) => sum + some, 0),
        files: files.flatMap(({ odd }) => odd),
      }
    },
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function storedObject({ db }: Snapshot, digest: Digest): Promise<Uint8Array> {
  const columns = ["packed", "bytes", "size"] as const
  const row = await db.selectFrom("object").select(columns).where("digest", "=", digest).executeTakeFirst()
  if (row === undefined) throw new Error(`the object ${digest} is gone`)
  const bytes = unpackObject(row)
  if (`sha256:${hash("sha256", bytes, "hex")}` !== digest) throw new Error(`the object ${digest} is another one now`)
  return bytes
}
