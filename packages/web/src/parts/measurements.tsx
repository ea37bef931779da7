import { measurementView, type Measurement } from "@promotrail/core"
import { unbroken } from "./names.ts"
import { StateIcon } from "./state-mark.tsx"

type Props = {
  readonly of: string
  readonly measurements: readonly Measurement[]
  /** Where the table around it has such heads already, they are only read out. */
  readonly isInside?: boolean
}

/** The numbers that a check looked at, each against its limit; what is not met comes first. */
export function Measurements({ of, measurements, isInside = false }: Props) {
  if (measurements.length === 0) return null
  const views = measurements.map(measurementView).toSorted((a, b) => Number(a.met) - Number(b.met))
  return (
    <table className="measurements" aria-label={`Measured for ${of}`}>
      <thead className={isInside ? "visually-hidden" : ""}>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Measured</th>
          <th scope="col">Limit</th>
        </tr>
      </thead>
      <tbody>
        {views.map(({ what, value, basis, limit, met }) => (
          <tr key={`${what} ${limit}`}>
            <th scope="row">{what}</th>
            <td>
              <span className="font-650 whitespace-nowrap">{unbroken(value)}</span>
              {basis === "" ? null : <span className="block text-12 text-muted">{basis}</span>}
            </td>
            <td>
              <span className="block whitespace-nowrap">{unbroken(limit)}</span>
              <span className="inline-flex items-center gap-1 text-12 whitespace-nowrap">
                <span className="state-ink" data-state={met ? "pass" : "fail"}>
                  <StateIcon state={met ? "pass" : "fail"} size={12} />
                </span>
                {met ? "met" : "not met"}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
