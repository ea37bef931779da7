import { useParams, useSearch } from "@tanstack/react-router"
import { lazy, Suspense, useState } from "react"
import { useMay, usePage, useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { Chips } from "../../parts/chips.tsx"
import { Head } from "../../parts/head.tsx"
import { counted, whole } from "../../parts/names.ts"
import { Pager } from "../../parts/pager.tsx"
import { Answer } from "../answer.tsx"
import { useGo } from "../go.ts"
import { NoTests } from "./no-tests.tsx"
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
              <NoTests
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
