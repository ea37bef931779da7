import type { Instant, VexItem, VexStatus } from "@promotrail/core"
import type { FormatInput } from "../format.ts"
import { Items } from "../items.ts"
import { readTime } from "../values/time.ts"
import type { Tally } from "../warnings.ts"

/** A VEX statement as a reader found it: what is empty was not told. */
export type FoundStatement = {
  readonly vulnerability: string
  readonly aliases?: readonly string[]
  readonly status: VexStatus
  readonly products: readonly string[]
  readonly subcomponents?: readonly string[]
  readonly justification?: string
  readonly impact?: string
  readonly author: string
  readonly issuedAt: string
  readonly at: number
  readonly pointer: string
}

/** The item of a statement, without what was not told. */
export function vexItem(found: FoundStatement): VexItem {
  const { vulnerability, status, author, issuedAt, at, pointer, justification = "", impact = "" } = found
  const aliases = distinct(found.aliases).filter((alias) => alias !== vulnerability)
  const subcomponents = distinct(found.subcomponents)
  return {
    type: "vex",
    vulnerability,
    ...(aliases.length === 0 ? {} : { aliases }),
    status,
    products: distinct(found.products),
    ...(subcomponents.length === 0 ? {} : { subcomponents }),
    ...(justification === "" ? {} : { justification }),
    ...(impact === "" ? {} : { impact }),
    author,
    issuedAt,
    at,
    pointer,
  }
}

const distinct = (texts: readonly string[] = []): string[] => [...new Set(texts.filter((told) => told !== ""))]

const COUNT_OF: Readonly<Record<VexStatus, string>> = {
  not_affected: "notAffected",
  affected: "affected",
  fixed: "fixed",
  under_investigation: "underInvestigation",
}

/** Where readers of VEX documents put their statements. One statement may speak of several sets of products. */
export class Statements {
  private readonly items: Items
  private readonly byStatus = new Map<VexStatus, number>()
  private readonly textLimit: number

  constructor(input: FormatInput) {
    this.items = new Items(input)
    this.textLimit = input.limits.textPerItem
  }

  /** Counts one statement. */
  count(status: VexStatus): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1)
  }

  /** Passes on what a statement says of one set of products. */
  add(found: FoundStatement): void {
    this.items.add(vexItem({ ...found, impact: (found.impact ?? "").slice(0, this.textLimit) }))
  }

  get isEmpty(): boolean {
    return this.byStatus.size === 0
  }

  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = { statements: 0 }
    for (const [status, name] of Object.entries(COUNT_OF) as [VexStatus, string][]) {
      const found = this.byStatus.get(status) ?? 0
      counts[name] = found
      counts["statements"]! += found
    }
    return counts
  }
}

/** An instant of a document, or undefined; warns about one that cannot be read or has no zone. */
export function instantIn(written: string, warnings: Tally): Instant | undefined {
  const read = readTime(written)
  if (read.kind === "unreadable") warnings.add("unreadable-time", written)
  if (read.kind !== "instant") return undefined
  if (read.zone === "assumed") warnings.add("time-without-zone", written)
  return read.at
}
