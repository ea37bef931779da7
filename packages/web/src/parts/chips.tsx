import { X } from "lucide-react"

export type Chip = { readonly name: string; readonly value: string; readonly without: string }

/** Filters that are on, each removable; `without` is the address without it. */
export function Chips({ chips, clear }: { readonly chips: readonly Chip[]; readonly clear: string }) {
  if (chips.length === 0) return null
  return (
    <ul className="flex flex-wrap items-center gap-2" aria-label="Filters">
      {chips.map(({ name, value, without }) => (
        <li key={name} className="chip">
          <span>
            <span className="text-muted">{name}</span> {value}
          </span>
          <a href={without} aria-label={`Remove filter ${name} ${value}`} className="rounded-4 p-0.5 text-muted">
            <X size={14} aria-hidden="true" />
          </a>
        </li>
      ))}
      {chips.length < 2 ? null : (
        <li>
          <a className="link text-13" href={clear}>
            Clear all
          </a>
        </li>
      )}
    </ul>
  )
}
