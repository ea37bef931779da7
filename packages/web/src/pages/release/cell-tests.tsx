import type { Cell, CellTest } from "@promotrail/contract"
import { to, withQuery } from "../../parts/addresses.ts"
import { cellName } from "../../parts/matrix/place.ts"
import { whole } from "../../parts/names.ts"
import { Glyph } from "../../parts/state-mark.tsx"
import { TEST_LOOK } from "../../parts/states.ts"
import { useGo } from "../go.ts"

const FILTERS = [
  { state: "not-passed", text: "did not pass" },
  { state: "failed", text: "failed" },
  { state: "errored", text: "errored" },
  { state: "skipped", text: "skipped" },
  { state: "not_run", text: "did not run" },
  { state: "passed", text: "passed" },
  { state: "all", text: "count here" },
] as const

type Props = { readonly found: Cell; readonly asked: string; readonly from: number; readonly page: number }

/** The tests behind a cell, those that did not pass first; by state, page by page. */
export function CellTests({ found, asked, from, page }: Props) {
  const go = useGo()
  if (found.counts.inScope === 0) return null
  const address = (state: string, offset: number) =>
    withQuery(to.release(found.application, found.release), {
      cell: cellName(found.category, found.environment),
      state: state === "not-passed" ? undefined : state,
      offset: offset === 0 ? undefined : String(offset),
    })
  const last = Math.min(found.total, from + found.tests.length)
  return (
    <div className="grid gap-2 text-13">
      <div className="flex items-center gap-2">
        <label htmlFor="tests-that" className="font-650">
          Tests that
        </label>
        <select
          id="tests-that"
          className="field min-h-7 py-0.5 text-13"
          value={asked}
          onChange={({ target }) => go(address(target.value, 0), "replace")}
        >
          {FILTERS.map(({ state, text }) => (
            <option key={state} value={state}>
              {text}
            </option>
          ))}
        </select>
        <span className="text-muted">{whole(found.total)}</span>
      </div>
      {found.tests.length === 0 ? <p className="text-muted">None.</p> : null}
      <ul className="grid gap-2">
        {found.tests.map((test) => (
          <TestLine key={test.id} test={test} />
        ))}
      </ul>
      {found.total <= page ? null : (
        <nav aria-label="Pages of tests" className="flex flex-wrap items-center justify-between gap-2 text-12">
          <span className="text-muted">
            {whole(from + 1)} to {whole(last)} of {whole(found.total)}
          </span>
          <span className="flex gap-3">
            {from === 0 ? null : (
              <a className="link" href={address(asked, Math.max(0, from - page))}>
                Previous
              </a>
            )}
            {last >= found.total ? null : (
              <a className="link" href={address(asked, from + page)}>
                Next
              </a>
            )}
          </span>
        </nav>
      )}
    </div>
  )
}

function TestLine({ test }: { readonly test: CellTest }) {
  const { state, word } = TEST_LOOK[test.state]
  const marks = [
    test.critical ? "critical" : "",
    test.flaky ? "flaky" : "",
    test.vanished ? "vanished" : "",
    test.suiteLevel ? "whole suite" : "",
  ].filter((mark) => mark !== "")
  return (
    <li className="flex gap-2">
      <Glyph state={state} word={word} />
      <div className="grid min-w-0 gap-0.5">
        <code className="text-12 break-all">{test.id}</code>
        {test.message === null ? null : <span className="line-clamp-3 break-words text-muted">{test.message}</span>}
        {marks.length === 0 && test.evidence === null ? null : (
          <span className="flex flex-wrap gap-x-2 text-12 text-muted">
            {marks.join(", ")}
            {test.evidence === null ? null : (
              <a className="link" href={to.evidence(test.evidence)}>
                {test.line === null ? "in the report" : `line ${test.line} of the report`}
              </a>
            )}
          </span>
        )}
      </div>
    </li>
  )
}
