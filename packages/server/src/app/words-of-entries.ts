import { decodeEvent, ERASED, type Event, type TestClass } from "@promotrail/core"
import type { ReleaseRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"

/** What of an entry people wrote, or who wrote it. */
type Member = "actor" | "owner" | "reason"

/** Stands in a frozen input for what people wrote: the entry in which it is disclosed until it is erased. */
export const wordsOf = (ledgerIndex: number, member: Member): string => `entry:${ledgerIndex}/${member}`

/** A JSON string that is such a reference, and nothing else. */
const REFERENCE = /"entry:(\d{1,15})\/(actor|owner|reason)"/g
/** Also as a part of a text: a quarantine is told as `owner: reason`. */
const ANY_REFERENCE = /"(?:entry:\d{1,15}\/owner: )?entry:\d{1,15}\/(?:actor|owner|reason)"/

/** Whether an input was frozen with references; those of earlier versions hold the words themselves. */
export const namesEntries = (input: string): boolean => ANY_REFERENCE.test(input)

/** What is frozen with the words, or with the entries in which they stand. */
export type Words = "shown" | "hidden"

/** Classes of tests with the words in the place of the references. */
export function withWords(classes: readonly TestClass[], words: ReadonlyMap<string, string>): readonly TestClass[] {
  const shown = (text: string): string => words.get(text) ?? text
  return classes.map(({ retired, quarantine, ...rest }) => ({
    ...rest,
    ...(retired === undefined ? {} : { retired: shown(retired) }),
    ...(quarantine === undefined
      ? {}
      : { quarantine: { ...quarantine, owner: shown(quarantine.owner), reason: shown(quarantine.reason) } }),
  }))
}

/** The block of a release, told by the entry that made it. */
export async function hiddenBlock(
  { read }: Pick<Store, "read">,
  { application, version, blocked }: ReleaseRow,
): Promise<ReleaseRow["blocked"]> {
  if (blocked === null) return null
  const { rows } = await read.entryList({ application, release: version, kind: "release.blocked", limit: 1 })
  const [entry] = rows
  if (entry === undefined) throw new Error(`no entry blocks ${version}`)
  return { at: blocked.at, by: wordsOf(entry.index, "actor"), reason: wordsOf(entry.index, "reason") }
}

/** A frozen text with the words that are still disclosed, for people to read; what was erased is told as that. */
export async function readable({ read }: Pick<Store, "read">, text: string): Promise<string> {
  const wanted = new Set(Array.from(text.matchAll(REFERENCE), ([, index]) => Number(index)))
  const events = new Map<number, Event>()
  for (const index of wanted) {
    const [row] = await read.entries(index, 1)
    if (row?.index === index) events.set(index, decodeEvent(row.body, row.disclosed))
  }
  return text.replace(REFERENCE, (reference, index: string, member: Member) => {
    const event = events.get(Number(index))
    return event === undefined ? reference : JSON.stringify(said(event, member))
  })
}

function said({ actor, data }: Event, member: Member): string {
  if (member === "actor") return actor.name
  const value: unknown = (data as Readonly<Record<string, unknown>>)[member]
  return typeof value === "string" ? value : ERASED
}
