import { measurementView, type Measurement } from "@promotrail/core"
import { titled, unbroken } from "./names.ts"
import { StateIcon } from "./state-mark.tsx"

type Props = { readonly of: string; readonly measurements: readonly Measurement[] }

/** The numbers that a check looked at, each against its limit; what is not met comes first. */
export function Measurements({ of, measurements }: Props) {
  if (measurements.length === 0) return null
  const views = measurements.map(measurementView).toSorted((a, b) => Number(a.met) - Number(b.met))
  return (
    <table className="measurements" aria-label={`Measured for ${of}`}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Measured</th>
          <th scope="col">Limit</th>
          <th scope="col">Met</th>
        </tr>
      </thead>
      <tbody>
        {views.map(({ what, value, basis, limit, met }) => (
          <tr key={`${what} ${limit}`}>
            <th scope="row">{titled(what)}</th>
            <td>
              <span className="font-650">{unbroken(value)}</span>
              {basis === "" ? null : <span className="block text-12 text-muted">{basis}</span>}
            </td>
            <td className="whitespace-nowrap">{unbroken(limit)}</td>
            <td>
              <span className="inline-flex items-center gap-1 whitespace-nowrap">
                <span className="state-ink" data-state={met ? "pass" : "fail"}>
                  <StateIcon state={met ? "pass" : "fail"} size={13} />
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
