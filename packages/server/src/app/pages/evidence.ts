import { itemToWire, type WireItem } from "@promotrail/contract"
import { err, ok, type ApplicationName, type Item, type Result, type TestState } from "@promotrail/core"
import type { Fact } from "../../ports/reader.ts"
import type { EvidenceRow } from "../../ports/rows.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"
import { byUrgency } from "./urgency.ts"

export type EvidenceTests = {
  total: number
  items: {
    id: string
    state: TestState
    flaky: boolean
    line: number | null
    message: string | null
    durationMs: number | null
  }[]
}

export type EvidenceItems = { total: number; items: WireItem[] }

/** How the facts objects of the two kinds are read. */
export type FactReaders = {
  readonly factsOf: (bytes: Uint8Array) => Iterable<Fact>
  readonly itemsOf: (bytes: Uint8Array) => Iterable<Item>
}

/** One upload, and what it listed: tests, or items of another kind. */
export function evidencePages({ store }: Deps, { factsOf, itemsOf }: FactReaders) {
  const one = async (
    id: string,
    within: readonly ApplicationName[] | undefined,
  ): Promise<Result<EvidenceRow, AppError>> => {
    const row = await store.read.evidence(id)
    if (row === undefined || (within !== undefined && !within.includes(row.application))) {
      return err({ kind: "not-found", what: "evidence", id })
    }
    return ok(row)
  }
  const factsOfRow = async ({ id, facts }: EvidenceRow): Promise<Uint8Array> => {
    const bytes = facts === null ? undefined : await store.read.object(facts)
    if (bytes === undefined) throw new Error(`the facts of evidence ${id} are missing`)
    return bytes
  }
  return {
    one,
    async items(
      id: string,
      within: readonly ApplicationName[] | undefined,
      { state, offset, limit }: { readonly state: string; readonly offset: number; readonly limit: number },
    ): Promise<Result<EvidenceItems, AppError>> {
      const row = await one(id, within)
      if (!row.ok) return row
      if (row.value.kind === "tests" || row.value.outcome !== "accepted") return ok({ total: 0, items: [] })
      const listed = [...itemsOf(await factsOfRow(row.value))].filter((item) => isWanted(item, state))
      return ok({
        total: listed.length,
        items: listed
          .toSorted(byUrgency)
          .slice(offset, offset + limit)
          .map(itemToWire),
      })
    },
    async tests(
      id: string,
      within: readonly ApplicationName[] | undefined,
      { state, offset, limit }: { readonly state: string; readonly offset: number; readonly limit: number },
    ): Promise<Result<EvidenceTests, AppError>> {
      const row = await one(id, within)
      if (!row.ok) return row
      if (row.value.kind !== "tests" || row.value.outcome !== "accepted") return ok({ total: 0, items: [] })
      const bytes = await factsOfRow(row.value)
      const page: EvidenceTests = { total: 0, items: [] }
      for (const fact of factsOf(bytes)) {
        const status: TestState = fact.status ?? "not_run"
        if (state === "not-passed" ? status === "passed" : state !== "all" && status !== state) continue
        const at = page.total++
        if (at < offset || at >= offset + limit) continue
        page.items.push({
          id: fact.id,
          state: status,
          flaky: fact.flaky,
          line: fact.line ?? null,
          message: fact.message ?? null,
          durationMs: fact.durationMs ?? null,
        })
      }
      return ok(page)
    },
  }
}

/** Items without a state of their own are asked for with all of them. */
function isWanted(item: Item, wanted: string): boolean {
  if (wanted === "all" || !("state" in item)) return true
  return wanted === "open" ? item.state === "open" : item.state !== "open"
}
