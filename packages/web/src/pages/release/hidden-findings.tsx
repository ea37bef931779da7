import type { Hidden } from "@promotrail/contract"
import { to } from "../../parts/addresses.ts"
import { whole } from "../../parts/names.ts"
import { StateIcon } from "../../parts/state-mark.tsx"
import { Time } from "../../parts/time.tsx"

/** What does not count although a tool found it: how many, on whose word, since when. */
export function HiddenFindings({ hidden }: { readonly hidden: readonly Hidden[] }) {
  if (hidden.length === 0) return null
  const sum = hidden.reduce((total, { count }) => total + count, 0)
  return (
    <div className="grid gap-1.5 text-13">
      <h3 className="flex items-center gap-1.5">
        <span className="state-ink" data-state="waived">
          <StateIcon state="waived" />
        </span>
        {whole(sum)} found and not counted
      </h3>
      {hidden.map((group) => (
        <Group key={`${group.how} ${group.by} ${group.why} ${group.since}`} group={group} />
      ))}
    </div>
  )
}

function Group({ group: { how, by, why, since, evidence, count, items } }: { readonly group: Hidden }) {
  return (
    <details>
      <summary className="break-words">
        {whole(count)} {how === "vex" ? "by VEX of" : "suppressed by"} {by ?? "someone the report does not name"}
        {since === null ? null : (
          <>
            , <Time at={since} as="day" />
          </>
        )}
        {why === null ? "" : `: ${why}`}
      </summary>
      <ul className="grid gap-1 py-1 pl-4">
        {items.map((item) => (
          <li key={item} className="break-words text-muted">
            {item}
          </li>
        ))}
        {count > items.length ? <li className="text-muted">and {whole(count - items.length)} more</li> : null}
        {evidence === null ? null : (
          <li>
            <a className="link" href={to.evidence(evidence)}>
              The VEX document
            </a>
          </li>
        )}
      </ul>
    </details>
  )
}
