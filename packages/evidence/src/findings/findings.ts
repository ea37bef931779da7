import type { FindingItem } from "@promotrail/core"
import type { FormatInput } from "../format.ts"
import { Items } from "../items.ts"
import { RefusedInput } from "../refusal.ts"
import { present, said } from "./present.ts"

/** A finding as a reader has it: what is not known may be undefined or "". */
export type FoundIssue = Omit<
  FindingItem,
  "type" | "fingerprint" | "suppressedBy" | "isNew" | "title" | "file" | "line" | "url" | "occurrences" | "pointer"
> & {
  readonly pointer?: string | undefined
  readonly suppressedBy?: string | undefined
  readonly isNew?: boolean | undefined
  readonly title?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly url?: string | undefined
  readonly occurrences?: number | undefined
  /** What stays the same from scan to scan, in parts; without line numbers where something better exists. */
  readonly identity: readonly string[]
}

const LONGEST_TITLE = 300
const LONGEST_PART = 400

/** Where readers of analyses put what they find: tells equal findings apart, and counts what is open. */
export class Findings {
  private readonly input: FormatInput
  private readonly items: Items
  private readonly seen = new Map<string, number>()
  private listed = 0
  private open = 0
  private suppressed = 0
  private absent = 0

  constructor(input: FormatInput) {
    this.input = input
    this.items = new Items(input)
  }

  /** Results as the tool listed them, findings or not. */
  get results(): number {
    return this.listed
  }

  /** Whether the tool reports nothing that still counts. */
  get isClean(): boolean {
    return this.open === 0
  }

  /** Takes note of a listed result at once, also where it is given through `add` only later. */
  list(line: number): void {
    const limit = this.input.limits.items
    if (++this.listed > limit) throw new RefusedInput({ kind: "too-large", what: "items", limit, line })
  }

  add({ identity, title, ...found }: FoundIssue): void {
    if (found.state === "open") this.open++
    else if (found.state === "suppressed") this.suppressed++
    else this.absent++
    this.items.add({
      type: "finding",
      ...present({ ...found, title: said(titleOf(title)) }),
      fingerprint: this.fingerprintOf(identity),
    })
  }

  counts(): Readonly<Record<string, number>> {
    const { listed: results, open, suppressed, absent } = this
    return { results, open, suppressed, ...(absent === 0 ? {} : { absent }) }
  }

  /** Equal findings of one report are numbered: whoever accepts one of them has not accepted the next. */
  private fingerprintOf(identity: readonly string[]): string {
    const print = identity.map((part) => part.slice(0, LONGEST_PART).replaceAll("|", "||")).join(" | ")
    const before = this.seen.get(print) ?? 0
    this.seen.set(print, before + 1)
    return before === 0 ? print : `${print} #${before + 1}`
  }
}

/** The first line of a message, bounded. */
export function titleOf(text: string | undefined): string {
  return (text ?? "").trim().split(/\r?\n/, 1)[0]!.slice(0, LONGEST_TITLE)
}

/** A line number, where it is one: tools write 0 or -1 where they know none. */
export function lineOf(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined
}
