import type { TestInfo } from "@promotrail/contract"
import { titled } from "../../parts/names.ts"
import { Scroll } from "../../parts/scroll.tsx"
import { Glyph, Pill } from "../../parts/state-mark.tsx"
import { TEST_LOOK } from "../../parts/states.ts"
import { Time } from "../../parts/time.tsx"
import type { Doing } from "./tests.tsx"

type Props = {
  readonly tests: readonly TestInfo[]
  /** Quarantines by when they end. */
  readonly byEnd: boolean
  readonly categoryHref: (category: string) => string
  readonly onDo: ((doing: Doing) => void) | null
}

/** Tests with where they count, how they ended in the newest release, and what is special about them. */
export function TestTable({ tests, byEnd, categoryHref, onDo }: Props) {
  const ends = ({ quarantine }: TestInfo) => quarantine?.until ?? ""
  const list = byEnd ? tests.toSorted((a, b) => (ends(a) < ends(b) ? -1 : ends(a) > ends(b) ? 1 : 0)) : tests
  return (
    <Scroll label="Tests">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Category</th>
            <th scope="col">Counts in</th>
            <th scope="col">Newest release</th>
            <th scope="col">Standing</th>
            {onDo === null ? null : (
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {list.map((test) => (
            <Line key={test.id} test={test} categoryHref={categoryHref} onDo={onDo} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

const ELSEWHERE = { state: "not-applicable", word: "Does not count here" } as const

type LineProps = { readonly test: TestInfo } & Pick<Props, "categoryHref" | "onDo">

function Line({ test, categoryHref, onDo }: LineProps) {
  const { id, suite, class: className, name, file, tags, category, critical, scope, states } = test
  return (
    <tr>
      <th scope="row" className="min-w-60">
        <span className="block font-500 break-words whitespace-normal">{name}</span>
        <span className="block text-12 font-400 break-all whitespace-normal text-muted">
          {suite}::{className}
          {file === null ? "" : `, ${file}`}
          {tags.length === 0 ? "" : `, ${tags.join(", ")}`}
        </span>
      </th>
      <td>
        <a className="quiet-link" href={categoryHref(category)}>
          {category}
        </a>
        {critical ? <span className="block text-12 font-650">critical</span> : null}
      </td>
      <td>{scope === "all" ? "everywhere" : scope.length === 0 ? "nowhere" : scope.join(", ")}</td>
      <td>
        <span className="flex gap-1">
          {states.map(({ environment, state }) => {
            const isElsewhere = state === "not_run" && scope !== "all" && !scope.includes(environment)
            const look = isElsewhere ? ELSEWHERE : TEST_LOOK[state]
            return <Glyph key={environment} state={look.state} word={`${titled(environment)}: ${look.word}`} />
          })}
        </span>
      </td>
      <td className="min-w-40">
        <Standing test={test} />
      </td>
      {onDo === null ? null : (
        <td className="text-right whitespace-nowrap">
          {test.retired !== null ? null : (
            <>
              {critical ? null : (
                <button
                  type="button"
                  className="button button-quiet button-small"
                  aria-label={`Quarantine ${name}`}
                  onClick={() => onDo({ what: "quarantine", pattern: id })}
                >
                  Quarantine
                </button>
              )}
              <button
                type="button"
                className="button button-quiet button-small"
                aria-label={`Retire ${name}`}
                onClick={() => onDo({ what: "retire", pattern: id })}
              >
                Retire
              </button>
            </>
          )}
        </td>
      )}
    </tr>
  )
}

function Standing({ test: { retired, quarantine, vanished } }: { readonly test: TestInfo }) {
  if (retired !== null) {
    return (
      <>
        <Pill state="not-applicable">Retired</Pill>
        <span className="mt-1 block text-12 text-muted">{retired}</span>
      </>
    )
  }
  return (
    <>
      {vanished ? <Pill state="missing">Vanished</Pill> : null}
      {quarantine === null ? null : (
        <>
          <Pill state={quarantine.expired ? "fail" : "pending"}>
            {quarantine.expired ? "Quarantine ended" : "Quarantined, ends"} <Time at={quarantine.until} />
          </Pill>
          <span className="mt-1 block text-12 text-muted">
            {quarantine.owner}: {quarantine.reason}
          </span>
        </>
      )}
      {quarantine === null && !vanished ? <span className="text-muted">counts</span> : null}
    </>
  )
}
