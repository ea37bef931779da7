// The rows of a `TableBlocks` have their roles written out.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import { useSearch } from "@tanstack/react-router"
import { FilterX } from "lucide-react"
import { itemOfWire } from "@promotrail/contract"
import { itemView, type ItemView, type ReportKind } from "@promotrail/core"
import { usePage } from "../api/queries.ts"
import { to, withQuery } from "../parts/addresses.ts"
import { Blank } from "../parts/blank.tsx"
import { ITEMS_OF } from "../parts/kinds.ts"
import { whole } from "../parts/names.ts"
import { Pager } from "../parts/pager.tsx"
import { Pill } from "../parts/state-mark.tsx"
import { TableBlocks } from "../parts/table-blocks.tsx"
import { Answer } from "./answer.tsx"

const PAGE = 100
const STATES = [
  { state: "all", text: "All" },
  { state: "open", text: "Open" },
  { state: "suppressed", text: "Suppressed" },
] as const
/** Kinds whose items somebody may take out in the file itself. */
const WITH_STATES: ReadonlySet<ReportKind> = new Set(["findings", "vulnerabilities"])

/** What a report lists, the worst first: how bad, what it is, what it is found in, and where the file says so. */
export function EvidenceItems({ id, kind }: { readonly id: string; readonly kind: ReportKind }) {
  const search = useSearch({ from: "/evidence/$id" })
  const hasStates = WITH_STATES.has(kind)
  const state = (hasStates ? STATES.find((each) => each.state === search.state)?.state : undefined) ?? "all"
  const offset = Math.max(0, Number.parseInt(search.offset ?? "0", 10) || 0)
  const items = usePage("getEvidenceItems", { params: { evidence: id }, query: { state, offset, limit: PAGE } })
  const { title, first } = ITEMS_OF[kind]
  const address = (wanted: string, from: number) =>
    withQuery(to.evidence(id), {
      state: wanted === "all" ? undefined : wanted,
      offset: from === 0 ? undefined : String(from),
    })
  return (
    <section className="card min-w-0" aria-labelledby="items">
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-hairline px-5 py-3">
        <h2 id="items">{title}</h2>
        {hasStates ? (
          <nav aria-label="By state" className="tabs">
            {STATES.map(({ state: each, text }) => (
              <a key={each} className="tab" href={address(each, 0)} aria-current={each === state ? "true" : undefined}>
                {text}
              </a>
            ))}
          </nav>
        ) : null}
      </div>
      <Answer of={items} rows={8}>
        {({ items: found, total }) =>
          found.length === 0 ? (
            <Blank
              icon={FilterX}
              title={state === "all" ? "The file lists nothing" : `Nothing ${state} in this file`}
            />
          ) : (
            <>
              <TableBlocks label={`${title} of this file`} columns={[first, "What", "Where", "In the file"]}>
                {found.map((item, at) => (
                  // Two items may be the same in every word; a page of an unchanging file is an order.
                  // oxlint-disable-next-line react/no-array-index-key
                  <Line key={offset + at} item={itemView(itemOfWire(item))} />
                ))}
              </TableBlocks>
              <Pager
                of={title.toLowerCase()}
                said={`${whole(offset + 1)} to ${whole(offset + found.length)} of ${whole(total)}`}
                first={offset === 0 ? null : address(state, 0)}
                next={offset + found.length >= total ? null : address(state, offset + PAGE)}
              />
            </>
          )
        }
      </Answer>
    </section>
  )
}

function Line({ item: { state, word, name, about, where, place } }: { readonly item: ItemView }) {
  return (
    <tr role="row">
      <td role="cell">
        {word === "" ? (
          <span className="text-muted">–</span>
        ) : state === null ? (
          <span className="font-650 whitespace-nowrap">{word}</span>
        ) : (
          <Pill state={state}>{word}</Pill>
        )}
      </td>
      <td role="cell" className="min-w-60">
        <span className="font-500 break-words">{name}</span>
        {about === "" ? null : <span className="block break-words text-muted">{about}</span>}
      </td>
      <td role="cell" className="min-w-40">
        <code className="text-12 wrap-anywhere">{where === "" ? "–" : where}</code>
      </td>
      <td role="cell" className="min-w-32 text-12 wrap-anywhere text-muted">
        {place}
      </td>
    </tr>
  )
}
