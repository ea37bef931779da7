import type { ErasureNotice } from "@promotrail/contract"
import { useSearch } from "@tanstack/react-router"
import { usePage } from "../api/queries.ts"
import { to } from "../parts/addresses.ts"
import { Pager } from "../parts/pager.tsx"
import { counted } from "../parts/names.ts"
import { Scroll } from "../parts/scroll.tsx"
import { Pill } from "../parts/state-mark.tsx"
import { Time } from "../parts/time.tsx"
import { Answer } from "./answer.tsx"

const PAGE = 20

/** Who was erased when, why, and how much went. */
export default function Notices() {
  const { after } = useSearch({ from: "/access" })
  const notices = usePage("listErasures", { query: { limit: PAGE, ...(after === undefined ? {} : { after }) } })
  return (
    <section aria-labelledby="notices" className="card mt-6">
      <h2 id="notices" className="px-5 py-3">
        Notices of erasure
      </h2>
      <Answer of={notices} rows={2}>
        {({ items, next }) =>
          items.length === 0 ? (
            <p className="px-5 pb-4 text-13 text-muted">Nobody was erased, neither on request nor by time.</p>
          ) : (
            <>
              <Table notices={items} />
              <Pager
                of="notices"
                said={counted(items.length, "notice")}
                first={after === undefined ? null : to.access()}
                next={next === null ? null : to.access({ after: next })}
              />
            </>
          )
        }
      </Answer>
    </section>
  )
}

function Table({ notices }: { readonly notices: readonly ErasureNotice[] }) {
  return (
    <Scroll label="List of notices">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Notice</th>
            <th scope="col">Time (UTC)</th>
            <th scope="col">Who</th>
            <th scope="col">Why</th>
            <th scope="col">What went</th>
            <th scope="col">By</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {notices.map(({ notice, at, by, person, basis, disclosures, objects, entries, ledgerIndex, isFinished }) => (
            <tr key={notice}>
              <th scope="row">
                <a className="link" href={to.entry(ledgerIndex)} title={notice}>
                  entry {ledgerIndex}
                </a>
              </th>
              <td>
                <Time at={at} as="exact" />
              </td>
              <td>{person === "" ? "a text" : <code title={person}>{person}</code>}</td>
              <td>
                <code>{basis}</code>
              </td>
              <td>
                {[
                  counted(disclosures, "name or word", "names and words"),
                  ...(objects === 0 ? [] : [counted(objects, "object")]),
                  ...(entries === 0 ? [] : [counted(entries, "entry", "entries")]),
                ].join(", ")}
              </td>
              <td>{by.name}</td>
              <td>
                {isFinished ? <Pill state="pass">Finished</Pill> : <Pill state="pending">Ends at the next start</Pill>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
