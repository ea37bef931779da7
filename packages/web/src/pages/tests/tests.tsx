import { useParams, useSearch } from "@tanstack/react-router"
import { FilterX, FlaskConical } from "lucide-react"
import { lazy, Suspense, useState } from "react"
import { useMay, usePage, useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { Blank } from "../../parts/blank.tsx"
import { Chips } from "../../parts/chips.tsx"
import { CommandLine } from "../../parts/copy.tsx"
import { Head } from "../../parts/head.tsx"
import { counted, whole } from "../../parts/names.ts"
import { Pager } from "../../parts/pager.tsx"
import { Answer } from "../answer.tsx"
import { useGo } from "../go.ts"
import { TestTable } from "./test-table.tsx"

const Quarantine = lazy(() => import("../../forms/quarantine.tsx"))
const Retire = lazy(() => import("../../forms/retire.tsx"))

const FILTERS = [
  { filter: "all", text: "All" },
  { filter: "quarantined", text: "Quarantined" },
  { filter: "vanished", text: "Vanished" },
  { filter: "retired", text: "Retired" },
  { filter: "critical", text: "Critical" },
] as const
const PAGE = 50
/** So many that quarantines can be shown by when they end. */
const QUARANTINED = 500

export type Doing = { readonly what: "retire" | "quarantine"; readonly pattern: string }

/** The tests of an application: where each counts, and which do not for now or no longer. */
export function TestsPage() {
  const { application } = useParams({ from: "/a/$application/tests" })
  const search = useSearch({ from: "/a/$application/tests" })
  const go = useGo()
  const mayAdmin = useMay("admin")
  const [doing, setDoing] = useState<Doing | null>(null)
  const filter = FILTERS.find((each) => each.filter === search.filter)?.filter ?? "all"
  const tests = usePage("listTests", {
    params: { application },
    query: { ...search, filter, limit: filter === "quarantined" ? QUARANTINED : PAGE },
  })
  const known = useReading("getApplication", { params: { application } }).data?.tests
  const { after, ...rest } = search
  const address = (changed: Readonly<Record<string, string | undefined>>) =>
    to.tests(application, { ...rest, ...changed })
  const chips = (["category", "search"] as const).flatMap((name) =>
    search[name] === undefined ? [] : [{ name, value: search[name], without: address({ [name]: undefined }) }],
  )

  return (
    <>
      <Head
        title="Tests"
        crumbs={[{ text: application, href: to.releases(application) }, { text: "Tests" }]}
        actions={
          mayAdmin ? (
            <>
              <button type="button" className="button" onClick={() => setDoing({ what: "quarantine", pattern: "" })}>
                Quarantine…
              </button>
              <button type="button" className="button" onClick={() => setDoing({ what: "retire", pattern: "" })}>
                Retire…
              </button>
            </>
          ) : undefined
        }
      >
        <span>
          {known === undefined ? "" : `${whole(known)} known tests. `}A test counts where its scope says, whatever ran
          elsewhere.
        </span>
      </Head>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <nav aria-label="Which tests" className="tabs">
          {FILTERS.map(({ filter: each, text }) => (
            <a
              key={each}
              className="tab"
              href={address({ filter: each === "all" ? undefined : each })}
              aria-current={each === filter ? "true" : undefined}
            >
              {text}
            </a>
          ))}
        </nav>
        <search>
          <form
            className="flex gap-2"
            onSubmit={(event) => {
              event.preventDefault()
              const said = new FormData(event.currentTarget).get("search")
              go(address({ search: typeof said === "string" && said !== "" ? said : undefined }))
            }}
          >
            <input
              key={search.search ?? ""}
              type="search"
              name="search"
              aria-label="Search tests by id"
              placeholder="Part of an id"
              defaultValue={search.search}
              maxLength={200}
              className="field"
            />
            <button type="submit" className="button">
              Search
            </button>
          </form>
        </search>
      </div>
      <Chips chips={chips} clear={address({ category: undefined, search: undefined })} />
      <div className="card">
        <Answer of={tests} rows={8}>
          {({ items, next }) =>
            items.length === 0 ? (
              <Nothing
                application={application}
                filter={filter}
                isNarrowed={chips.length > 0 || after !== undefined}
                clear={address({ category: undefined, search: undefined })}
              />
            ) : (
              <>
                <TestTable
                  tests={items}
                  byEnd={filter === "quarantined"}
                  categoryHref={(category) => address({ category })}
                  onDo={mayAdmin ? setDoing : null}
                />
                <Pager
                  of="tests"
                  said={counted(items.length, "test")}
                  first={after === undefined ? null : address({})}
                  next={next === null ? null : to.tests(application, { ...rest, after: next })}
                />
              </>
            )
          }
        </Answer>
      </div>
      <Suspense>
        {doing?.what === "retire" ? (
          <Retire application={application} pattern={doing.pattern} onClose={() => setDoing(null)} />
        ) : null}
        {doing?.what === "quarantine" ? (
          <Quarantine application={application} pattern={doing.pattern} onClose={() => setDoing(null)} />
        ) : null}
      </Suspense>
    </>
  )
}

const NONE: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  quarantined: {
    title: "Nothing is in quarantine",
    text: "A quarantined test does not count until a date, has an owner and a reason, and counts again by itself.",
  },
  vanished: {
    title: "No test has vanished",
    text: "A test of the release before that is neither reported nor in an inventory would stand here, and stay in the denominator.",
  },
  retired: {
    title: "No test is retired",
    text: "Tests that are gone for good are retired with a reason; until then they stay in the denominator.",
  },
  critical: {
    title: "No test is critical",
    text: "A policy rule can make tests critical: every one of them must pass.",
  },
}

type NothingProps = {
  readonly application: string
  readonly filter: string
  readonly isNarrowed: boolean
  readonly clear: string
}

function Nothing({ application, filter, isNarrowed, clear }: NothingProps) {
  if (isNarrowed) {
    return (
      <Blank
        icon={FilterX}
        title="No test fits these filters"
        actions={
          <a className="button" href={clear}>
            Clear the filters
          </a>
        }
      />
    )
  }
  const none = NONE[filter]
  if (none !== undefined) {
    return (
      <Blank icon={FlaskConical} title={none.title}>
        <p>{none.text}</p>
      </Blank>
    )
  }
  return (
    <Blank icon={FlaskConical} title="No test is known yet">
      <p>
        The first report fills this page: every test that it names, with its category and its scope by the rules of the
        policy. A plain list of tests (an inventory) does so before anything ran.
      </p>
      <CommandLine
        command={`promotrail report tests.txt --inventory --app ${application} --release v1.0.0 --environment dev`}
      />
    </Blank>
  )
}
