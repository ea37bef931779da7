import { renderPercent, type MatrixCell, type MatrixView } from "@promotrail/core"
import { to } from "../../parts/addresses.ts"
import { cellName } from "../../parts/matrix/place.ts"
import { titled, whole } from "../../parts/names.ts"
import { requiredOf } from "./counts.ts"
import { FoundTests } from "./found-tests.tsx"

/** The sum over all tests of one environment, category by category. */
export function TotalFacts({ view, cell }: { readonly view: MatrixView; readonly cell: MatrixCell }) {
  const parts = view.groups
    .flatMap(({ rows }) => rows)
    .flatMap(({ category, cells }) => {
      const counts = cells.find(({ environment }) => environment === cell.environment)?.counts ?? null
      return counts === null || counts.inScope === 0 ? [] : [{ category, counts }]
    })
  return (
    <>
      <dl className="facts">
        <dt>Required</dt>
        <dd>{requiredOf(cell.minimum, cell.target)}</dd>
        <FoundTests counts={cell.counts} />
      </dl>
      <div className="well grid gap-1 text-13">
        <h3>How this was counted</h3>
        <p className="text-muted">Passed and in scope, each summed over the categories that count here.</p>
        <table className="mt-1 w-full">
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Category</th>
              <th scope="col">Passed / in scope</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ category, counts }) => (
              <tr key={category}>
                <th scope="row" className="text-left font-400">
                  <a
                    className="link"
                    href={to.release(view.application, view.release, cellName(category, cell.environment))}
                  >
                    {titled(category)}
                  </a>
                </th>
                <td className="text-right font-mono text-12">
                  {whole(counts.passed)} / {whole(counts.inScope)}
                </td>
              </tr>
            ))}
            {cell.counts === null ? null : (
              <tr className="border-t border-hairline font-650">
                <th scope="row" className="text-left">
                  {renderPercent(cell.counts)}
                </th>
                <td className="text-right font-mono text-12">
                  {whole(cell.counts.passed)} / {whole(cell.counts.inScope)}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </>
  )
}
