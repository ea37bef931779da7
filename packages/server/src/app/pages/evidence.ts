import { err, ok, type ApplicationName, type Result, type TestState } from "@promotrail/core"
import type { Fact } from "../../ports/reader.ts"
import type { EvidenceRow } from "../../ports/rows.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"

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

/** One upload, and the tests it reported. `factsOf` reads the facts object. */
export function evidencePages({ store }: Deps, factsOf: (bytes: Uint8Array) => Iterable<Fact>) {
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
  return {
    one,
    async tests(
      id: string,
      within: readonly ApplicationName[] | undefined,
      { state, offset, limit }: { readonly state: string; readonly offset: number; readonly limit: number },
    ): Promise<Result<EvidenceTests, AppError>> {
      const row = await one(id, within)
      if (!row.ok) return row
      if (row.value.facts === null) return ok({ total: 0, items: [] })
      const bytes = await store.read.object(row.value.facts)
      if (bytes === undefined) throw new Error(`the facts of evidence ${id} are missing`)
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
