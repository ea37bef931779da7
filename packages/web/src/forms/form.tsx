import type { FormEvent } from "react"
import type { Failure } from "../api/failure.ts"
import { Refusal } from "./refusal.tsx"

type Props = {
  readonly submit: string
  /** It cannot be sent now; `isWorking`, where it is no reason that it was sent already. */
  readonly busy: boolean
  readonly isWorking?: boolean
  readonly failure: Failure | null
  readonly onSubmit: (said: (name: string) => string) => void
  readonly onCancel?: () => void
  readonly cancel?: string
  readonly children: React.ReactNode
}

/** A form that says what it could not do; `said` reads a field by name, trimmed. */
export function Form(props: Props) {
  const { submit, busy, isWorking = busy, failure, onSubmit, onCancel, cancel = "Cancel", children } = props
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
            {cancel}
          </button>
        )}
        <button type="submit" className="button button-primary" disabled={busy}>
          {isWorking ? "Working…" : submit}
        </button>
      </div>
    </form>
  )
}
