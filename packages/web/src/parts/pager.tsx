import { ArrowLeft, ArrowRight } from "lucide-react"

type Props = {
  readonly said: string
  readonly first: string | null
  readonly next: string | null
  /** What the pages hold, for the name of the navigation: `entries`. */
  readonly of: string
}

/** Page by page: what is shown is in the address, so back, forward and a bookmark do what one expects. */
export function Pager({ said, first, next, of }: Props) {
  return (
    <nav aria-label={`Pages of ${of}`} className="no-print flex flex-wrap items-center justify-between gap-3 px-5 py-3">
      <p className="text-13 text-muted">{said}</p>
      <div className="flex gap-2">
        {first === null ? null : (
          <a className="button button-small" href={first}>
            <ArrowLeft size={14} aria-hidden="true" /> First page
          </a>
        )}
        {next === null ? null : (
          <a className="button button-small" href={next} rel="next">
            Next page <ArrowRight size={14} aria-hidden="true" />
          </a>
        )}
      </div>
    </nav>
  )
}
