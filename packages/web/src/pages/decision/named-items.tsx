import type { WireCheck } from "@promotrail/contract"
import { nameOfComponent, nameOfFinding, nameOfViolation, nameOfVulnerability } from "@promotrail/core"
import { to } from "../../parts/addresses.ts"
import { whole } from "../../parts/names.ts"

type Reason = WireCheck["reasons"][number]
type Named = { readonly name: string; readonly evidence: string | null }

/** The sentence of a check names three; here are all that the decision names, each with the file it stands in. */
const SAID = 3

/** What a check complains of, one by one, where its sentence has no room for all. */
export function NamedItems({ check }: { readonly check: WireCheck }) {
  const named = check.reasons.map((reason) => ({ code: reason.code, items: itemsOf(reason), of: countOf(reason) }))
  return named
    .filter(({ items }) => items.length > SAID)
    .map(({ code, items, of }) => (
      <details key={code} className="text-12">
        <summary className="text-muted">
          {items.length === of ? `All ${whole(of)}` : `The first ${items.length} of ${whole(of)}`}
        </summary>
        <ul className="grid gap-0.5 py-1 pl-4">
          {items.map(({ name, evidence }) => (
            <li key={`${name} ${evidence}`} className="break-words">
              {name}
              {evidence === null ? null : (
                <>
                  {" "}
                  <a className="link whitespace-nowrap" href={to.evidence(evidence)}>
                    in the report
                  </a>
                </>
              )}
            </li>
          ))}
        </ul>
      </details>
    ))
}

function itemsOf(reason: Reason): readonly Named[] {
  const { code } = reason
  if (code === "findings.over_limit") return namedBy(reason.items, nameOfFinding)
  if (code === "vulnerabilities.over_limit") return namedBy(reason.items, nameOfVulnerability)
  if (code === "accessibility.over_limit") return namedBy(reason.items, nameOfViolation)
  if (code === "performance.threshold_crossed") return reason.names.map((name) => ({ name, evidence: null }))
  if (code !== "licences.denied" && code !== "licences.unknown") return []
  return reason.licences.flatMap(({ licence, components }) =>
    namedBy(components, (one) => `${nameOfComponent(one)}: ${licence === "" ? "no licence stated" : licence}`),
  )
}

const namedBy = <T extends { readonly evidence: string }>(items: readonly T[], name: (item: T) => string): Named[] =>
  items.map((item) => ({ name: name(item), evidence: item.evidence }))

const countOf = (reason: Reason): number => ("count" in reason ? reason.count : 0)
