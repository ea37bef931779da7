import { itemOfWire, type Evidence, type ReportCell, type WireItem } from "@promotrail/contract"
import { itemView, nameOfVulnerability, type ItemView, type ReportKind } from "@promotrail/core"
import { useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { ItemLine } from "../../parts/item-line.tsx"
import { whole } from "../../parts/names.ts"
import { Answer } from "../answer.tsx"

const SHOWN = 5
/** What a VEX hides sinks below the others: a few more are asked for, to have enough to show. */
const ASKED = 25
const FILES = 3

const TITLES: Readonly<Record<ReportKind, string>> = {
  "code-coverage": "What was covered",
  findings: "Worst findings",
  vulnerabilities: "Worst vulnerabilities",
  sbom: "Components",
  performance: "What was measured",
  accessibility: "Worst violations",
  provenance: "Attestations",
  vex: "Statements",
}

/** The first items of each report that counts, the worst first. */
export function WorstItems({ cell }: { readonly cell: ReportCell }) {
  if (cell.uploads.length === 0) return null
  const byVex = new Set(cell.hidden.filter(({ how }) => how === "vex").flatMap(({ items }) => items))
  return (
    <div className="grid gap-2">
      <h3>{TITLES[cell.kind]}</h3>
      {cell.uploads.slice(0, FILES).map((upload) => (
        <OfUpload key={upload.id} upload={upload} byVex={byVex} isNamed={cell.uploads.length > 1} />
      ))}
    </div>
  )
}

type Props = { readonly upload: Evidence; readonly byVex: ReadonlySet<string>; readonly isNamed: boolean }

function OfUpload({ upload: { id, file, tool }, byVex, isNamed }: Props) {
  const items = useReading("getEvidenceItems", {
    params: { evidence: id },
    query: { state: "open", limit: ASKED },
  })
  return (
    <div className="grid gap-2 text-13">
      {isNamed ? <p className="break-all text-muted">{tool?.name ?? file}</p> : null}
      <Answer of={items} rows={2}>
        {(page) => (
          <>
            {page.items.length === 0 ? <p className="text-muted">None that is open.</p> : null}
            <ul className="grid gap-2.5">
              {worst(page.items, byVex).map((item) => (
                <ItemLine key={`${item.place} ${item.name} ${item.where}`} item={item} />
              ))}
            </ul>
            {page.total <= SHOWN ? null : (
              <a className="link justify-self-start" href={to.evidence(id)}>
                All {whole(page.total)}
              </a>
            )}
          </>
        )}
      </Answer>
    </div>
  )
}

function worst(items: readonly WireItem[], byVex: ReadonlySet<string>): readonly ItemView[] {
  const views = items.map((item) => {
    const view = itemView(itemOfWire(item))
    const isHidden = item.type === "vulnerability" && byVex.has(nameOf(item))
    return {
      isHidden,
      view: isHidden ? ({ ...view, state: "waived", word: `By VEX, ${view.word.toLowerCase()}` } as const) : view,
    }
  })
  return views
    .toSorted((a, b) => Number(a.isHidden) - Number(b.isHidden))
    .slice(0, SHOWN)
    .map(({ view }) => view)
}

const nameOf = ({ id, component, version, fixedIn = [] }: Extract<WireItem, { type: "vulnerability" }>): string =>
  nameOfVulnerability({ id, component, version, fixedIn, evidence: "" })
