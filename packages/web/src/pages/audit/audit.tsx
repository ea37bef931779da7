import { useSearch } from "@tanstack/react-router"
import { FilterX, ScrollText } from "lucide-react"
import { lazy, Suspense } from "react"
import { usePage } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { Blank } from "../../parts/blank.tsx"
import { Chips } from "../../parts/chips.tsx"
import { Head } from "../../parts/head.tsx"
import { Pager } from "../../parts/pager.tsx"
import { Answer } from "../answer.tsx"
import { AuditTable } from "./audit-table.tsx"
import { Export } from "./export.tsx"
import { Filters } from "./filters.tsx"
import { Log } from "./log.tsx"
import { Verify } from "./verify.tsx"

const Reports = lazy(() => import("./reports.tsx"))

const NAMES = ["application", "release", "kind", "actor"] as const
const PAGE = 50

/** The ledger as people read it: who did what, when, to what; newest first, page by page. */
export function AuditPage() {
  const search = useSearch({ from: "/audit" })
  const { after, ...filters } = search
  const entries = usePage("listAudit", { query: { ...search, limit: PAGE } })
  const chips = NAMES.flatMap((name) =>
    search[name] === undefined
      ? []
      : [{ name, value: search[name], without: to.audit({ ...filters, [name]: undefined }) }],
  )
  return (
    <>
      <Head title="Audit trail" actions={<Export application={search.application} />}>
        <span>Every governance fact, append-only; each entry stands in a signed record of a transparency log.</span>
      </Head>
      <Verify />
      <Log />
      <Suspense>
        <Reports />
      </Suspense>
      <Filters search={filters} />
      <Chips chips={chips} clear={to.audit()} />
      <div className="card">
        <Answer of={entries} rows={8}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Blank
                icon={chips.length > 0 || after !== undefined ? FilterX : ScrollText}
                title={chips.length > 0 ? "No entry fits these filters" : "No entry on this page"}
                actions={
                  <a className="button" href={to.audit()}>
                    {chips.length > 0 ? "Clear the filters" : "First page"}
                  </a>
                }
              />
            ) : (
              <>
                <AuditTable entries={items} filters={filters} />
                <Pager
                  of="entries"
                  said={`Entries ${items.at(-1)?.index} to ${items[0]?.index}${total === undefined ? "" : `, ${total} in all`}`}
                  first={after === undefined ? null : to.audit(filters)}
                  next={next === null ? null : to.audit({ ...filters, after: next })}
                />
              </>
            )
          }
        </Answer>
      </div>
    </>
  )
}
