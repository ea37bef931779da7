import { useParams, useSearch } from "@tanstack/react-router"
import { lazy, Suspense, useEffect, useRef } from "react"
import { useReading } from "../../api/queries.ts"
import type { Reply } from "../../api/call.ts"
import { to } from "../../parts/addresses.ts"
import { MatrixGrid } from "../../parts/matrix/grid.tsx"
import { Legend } from "../../parts/matrix/legend.tsx"
import { Answer } from "../answer.tsx"
import { useGo } from "../go.ts"
import { Banner } from "./banner.tsx"
import { DecisionsCard } from "./decisions-card.tsx"
import { PathCard } from "./path-card.tsx"
import { ReleaseHead } from "./release-head.tsx"
import { Strip } from "./strip.tsx"

// The matrix is drawn before the code of the panel beside it has come.
const Panel = lazy(() => import("./panel.tsx"))
const NoEvidence = lazy(() => import("./no-evidence.tsx"))

/** The release matrix: may it go on, why not, and where every number comes from. */
export function ReleasePage() {
  const { application, version } = useParams({ from: "/a/$application/releases/$version" })
  const matrix = useReading("getMatrix", { params: { application, release: version } })
  return <Answer of={matrix}>{(found) => <Found key={`${application} ${version}`} matrix={found} />}</Answer>
}

function Found({ matrix }: { readonly matrix: Reply<"getMatrix"> }) {
  const { view, release, next, recent } = matrix
  const { cell } = useSearch({ from: "/a/$application/releases/$version" })
  const go = useGo()
  const panel = useRef<HTMLElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const hasRows = view.groups.some(({ rows }) => rows.length > 0)

  // Under the sheet of a narrow screen the open cell stays in sight.
  useEffect(() => {
    if (cell === undefined || matchMedia("(width >= 1100px)").matches) return
    grid.current?.querySelector('td[aria-selected="true"]')?.scrollIntoView({ block: "nearest" })
  }, [cell])

  const open = (name: string) => {
    go(to.release(view.application, view.release, name), "replace")
    // The panel is drawn after the address changed.
    requestAnimationFrame(() => panel.current?.focus())
  }
  const close = () => {
    go(to.release(view.application, view.release), "replace")
    requestAnimationFrame(() => grid.current?.querySelector<HTMLElement>('td[tabindex="0"]')?.focus())
  }

  return (
    <>
      <ReleaseHead release={release} comparedWith={view.comparedWith} />
      <Banner view={view} next={next} />
      <div className="release-layout" data-many={view.columns.length > 4}>
        <div className="grid min-w-0 gap-4">
          <section className="card grid gap-4 p-4" aria-label="Matrix" ref={grid}>
            {hasRows ? (
              <>
                <MatrixGrid view={view} selected={cell} onOpen={open} />
                <Legend />
              </>
            ) : (
              <Suspense>
                <NoEvidence view={view} />
              </Suspense>
            )}
          </section>
          <Strip application={view.application} current={view.release} recent={recent} />
        </div>
        <div className="side">
          {/* What somebody opened comes first; the hint that it can be opened comes last. */}
          {next === null || cell !== undefined ? null : <PathCard next={next} />}
          <Suspense>
            {hasRows ? <Panel key={cell ?? ""} matrix={matrix} cell={cell} panel={panel} onClose={close} /> : null}
          </Suspense>
          {next === null || cell === undefined ? null : <PathCard next={next} />}
          <DecisionsCard view={view} />
        </div>
      </div>
      {cell === undefined ? null : <div className="sheet-space no-print narrow-space" aria-hidden="true" />}
    </>
  )
}
