import type { Token } from "@promotrail/contract"
import { useState } from "react"
import type { Failure } from "../api/failure.ts"
import { Field } from "../parts/field.tsx"
import { Form } from "./form.tsx"

/** Who is to be erased: a token that is revoked, a text, or both. */
export type Asked = { readonly person: Token | null; readonly text: string }

type Props = {
  readonly tokens: readonly Token[]
  readonly before: Asked | null
  readonly busy: boolean
  readonly failure: Failure | null
  readonly onAsk: (asked: Asked) => void
  readonly onCancel: () => void
}

const NOBODY = ""
const ERASED = "(erased)"

/** The first step: who. */
export function EraseWho({ tokens, before, busy, failure, onAsk, onCancel }: Props) {
  const revoked = tokens.filter(({ revokedAt }) => revokedAt !== null)
  const [person, setPerson] = useState(before?.person?.id ?? NOBODY)
  return (
    <Form
      submit="Look what would go"
      busy={busy}
      failure={failure}
      onCancel={onCancel}
      onSubmit={(said) => onAsk({ person: revoked.find(({ id }) => id === person) ?? null, text: said("text") })}
    >
      <p className="text-13 text-muted">
        Names and words that people wrote stand beside the ledger, not in it. They can be deleted, and every proof still
        holds. Nothing is erased by looking.
      </p>
      <Field
        label="Token"
        hint={
          revoked.length === 0
            ? "No token is revoked. Whoever is to be erased must not write any more: revoke the token first."
            : "Only tokens that are revoked: who may still write would be named again. Who had several is erased once for each."
        }
      >
        {(input) => (
          <select {...input} className="field" value={person} onChange={(event) => setPerson(event.target.value)}>
            <option value={NOBODY}>None, by a text alone</option>
            {revoked.map(({ id, name, revokedAt }) => (
              <option key={id} value={id}>
                {name === ERASED ? `${name} ${id}` : name}, revoked {revokedAt?.slice(0, 10)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={person === NOBODY ? "Text" : "Text besides (optional)"}
        hint="A name as others wrote it, in reasons and owners. Upper and lower case are the same."
      >
        {(input) => (
          <input
            {...input}
            name="text"
            defaultValue={before?.text ?? ""}
            required={person === NOBODY}
            minLength={3}
            maxLength={200}
            autoComplete="off"
            className="field"
          />
        )}
      </Field>
    </Form>
  )
}
