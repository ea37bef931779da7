// The rows of a `TableBlocks` have their roles written out.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import { to } from "../../parts/addresses.ts"
import { titled, unbroken } from "../../parts/names.ts"
import { Pill } from "../../parts/state-mark.tsx"
import { VERDICT_LOOK } from "../../parts/states.ts"
import { TableBlocks } from "../../parts/table-blocks.tsx"
import { Time } from "../../parts/time.tsx"
import type { Reconsidered } from "./policy-replay.ts"

/** Newest first: how each ended, how it would have, and the checks that make the difference. */
export function Decisions({ decisions }: { readonly decisions: readonly Reconsidered[] }) {
  return (
    <TableBlocks
      label="Decisions that would not have ended as they did"
      columns={["Decision", "It ended", "It would end", "Why"]}
    >
      {decisions.map((one) => (
        <Line key={one.decision} one={one} />
      ))}
    </TableBlocks>
  )
}

function Line({ one }: { readonly one: Reconsidered }) {
  const { decision, release, edge, mode, now, before, after } = one
  return (
    <tr role="row">
      <td role="cell">
        <a className="link" href={to.decision(decision)}>
          {release} into {titled(edge.to)}
        </a>
        <p className="text-12 text-muted">
          {edge.lane === null ? null : <>lane {edge.lane}, </>}
          {mode === "advisory" ? "advisory, " : null}
          <Time at={now} as="moment" />
        </p>
      </td>
      <td role="cell" data-label="It ended">
        <Pill state={VERDICT_LOOK[before].state}>{VERDICT_LOOK[before].word}</Pill>
      </td>
      <td role="cell" data-label="It would end">
        {after === null ? (
          <Pill state="missing">No answer</Pill>
        ) : (
          <Pill state={VERDICT_LOOK[after].state}>{VERDICT_LOOK[after].word}</Pill>
        )}
      </td>
      <td role="cell" data-label="Why">
        <Why one={one} />
      </td>
    </tr>
  )
}

function Why({ one: { says, changes } }: { readonly one: Reconsidered }) {
  return (
    <div className="grid min-w-0 gap-1 break-words">
      <p>{says}</p>
      {changes.length === 0 ? null : (
        <ul className="grid list-disc gap-1 pl-5 text-muted">
          {changes.map(({ title, before, after }) => (
            <li key={title}>
              <span className="font-500">{title}:</span>{" "}
              {unbroken(`${before?.says ?? "not asked"} → ${after?.says ?? "not asked"}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
