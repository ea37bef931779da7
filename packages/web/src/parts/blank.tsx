import type { LucideIcon } from "lucide-react"

type Props = {
  readonly icon: LucideIcon
  readonly title: string
  readonly children?: React.ReactNode
  readonly actions?: React.ReactNode
}

/** An empty place that says what would be here, why it is not, and what to do next. */
export function Blank({ icon: Icon, title, children, actions }: Props) {
  return (
    <div className="flex flex-col items-center gap-3 px-5 py-12 text-center">
      <Icon size={28} strokeWidth={1.6} className="text-control" aria-hidden="true" />
      <h2>{title}</h2>
      {children === undefined ? null : <div className="grid max-w-140 gap-3 text-muted">{children}</div>}
      {actions === undefined ? null : <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}

/** Grey bars while the first answer is on its way. */
export function Ghost({ rows = 4 }: { readonly rows?: number }) {
  return (
    <output className="grid gap-3 p-5">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="ghost h-9" />
      ))}
    </output>
  )
}
