import { useSearch } from "@tanstack/react-router"
import { FilterX } from "lucide-react"
import { usePage } from "../api/queries.ts"
import { to, withQuery } from "../parts/addresses.ts"
import { Blank } from "../parts/blank.tsx"
import { whole } from "../parts/names.ts"
import { Pager } from "../parts/pager.tsx"
import { Scroll } from "../parts/scroll.tsx"
import { Pill } from "../parts/state-mark.tsx"
import { TEST_LOOK } from "../parts/states.ts"
import { Answer } from "./answer.tsx"

const PAGE = 100
const STATES = [
  { state: "all", text: "All" },
  { state: "not-passed", text: "Not passed" },
  { state: "failed", text: "Failed" },
  { state: "errored", text: "Errored" },
  { state: "skipped", text: "Skipped" },
  { state: "passed", text: "Passed" },
] as const

/** The tests that a file reported, in its own order, with the line each stands on. */
export function EvidenceTests({ id }: { readonly id: string }) {
  const search = useSearch({ from: "/evidence/$id" })
  const state = STATES.find((each) => each.state === search.state)?.state ?? "all"
  const offset = Math.max(0, Number.parseInt(search.offset ?? "0", 10) || 0)
  const tests = usePage("getEvidenceTests", { params: { evidence: id }, query: { state, offset, limit: PAGE } })
  const address = (wanted: string, from: number) =>
    withQuery(to.evidence(id), {
      state: wanted === "all" ? undefined : wanted,
      offset: from === 0 ? undefined : String(from),
    })
  return (
    <section className="card min-w-0" aria-labelledby="tests">
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-hairline px-5 py-3">
        <h2 id="tests">Tests</h2>
        <nav aria-label="By state" className="tabs">
          {STATES.map(({ state: each, text }) => (
            <a key={each} className="tab" href={address(each, 0)} aria-current={each === state ? "true" : undefined}>
              {text}
            </a>
          ))}
        </nav>
      </div>
      <Answer of={tests} rows={8}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Blank icon={FilterX} title={state === "all" ? "The file names no test" : "No test of this state"} />
          ) : (
            <>
              <Scroll label="Tests of this file">
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">State</th>
                      <th scope="col">Test</th>
                      <th scope="col">Line</th>
                      <th scope="col">Took</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((test) => (
                      <tr key={`${test.id} ${test.line}`}>
                        <td>
                          <Pill state={TEST_LOOK[test.state].state}>{TEST_LOOK[test.state].word}</Pill>
                        </td>
                        <td className="min-w-60">
                          <code className="break-all">{test.id}</code>
                          {test.flaky ? <span className="text-muted"> flaky</span> : null}
                          {test.message === null ? null : (
                            <p className="break-words whitespace-pre-line text-muted">{test.message}</p>
                          )}
                        </td>
                        <td>{test.line ?? "–"}</td>
                        <td className="whitespace-nowrap">{took(test.durationMs)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              <Pager
                of="tests"
                said={`${whole(offset + 1)} to ${whole(offset + items.length)} of ${whole(total)}`}
                first={offset === 0 ? null : address(state, 0)}
                next={offset + items.length >= total ? null : address(state, offset + PAGE)}
              />
            </>
          )
        }
      </Answer>
    </section>
  )
}

function took(ms: number | null): string {
  if (ms === null) return "–"
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}
