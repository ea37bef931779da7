import { useId } from "react"

type Props = {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly children: (input: {
    readonly id: string
    readonly "aria-describedby": string | undefined
    readonly "aria-invalid": boolean
  }) => React.ReactNode
}

/** An input with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId()
  const described = error ?? hint
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-13 font-500">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described === undefined ? undefined : `${id}-said`,
        "aria-invalid": error !== undefined,
      })}
      {described === undefined ? null : (
        <p id={`${id}-said`} className={error === undefined ? "text-12 text-muted" : "error-text text-12"}>
          {described}
        </p>
      )}
    </div>
  )
}
