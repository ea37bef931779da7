import type { FormEvent } from "react"
import type { Failure } from "../api/failure.ts"
import { Refusal } from "./refusal.tsx"

type Props = {
  readonly submit: string
  readonly busy: boolean
  readonly failure: Failure | null
  readonly onSubmit: (said: (name: string) => string) => void
  readonly onCancel?: () => void
  readonly children: React.ReactNode
}

/** A form that says what it could not do; `said` reads a field by name, trimmed. */
export function Form({ submit, busy, failure, onSubmit, onCancel, children }: Props) {
  const submitted = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    onSubmit((name) => {
      const value = data.get(name)
      return typeof value === "string" ? value.trim() : ""
    })
  }
  return (
    <form onSubmit={submitted} className="grid gap-4">
      {children}
      <Refusal failure={failure} />
      <div className="flex justify-end gap-2">
        {onCancel === undefined ? null : (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button type="submit" className="button button-primary" disabled={busy}>
          {busy ? "Working…" : submit}
        </button>
      </div>
    </form>
  )
}
