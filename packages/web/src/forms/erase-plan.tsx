import type { ErasurePlan } from "@promotrail/contract"
import { TriangleAlert } from "lucide-react"
import { useState } from "react"
import type { Failure } from "../api/failure.ts"
import { Field } from "../parts/field.tsx"
import { counted, whole } from "../parts/names.ts"
import type { Asked } from "./erase-who.tsx"
import { EraseStays } from "./erase-stays.tsx"
import { Form } from "./form.tsx"

type Props = {
  readonly plan: ErasurePlan
  readonly asked: Asked
  readonly busy: boolean
  readonly failure: Failure | null
  readonly onBack: () => void
  readonly onErase: (asked: { readonly basis: string; readonly evidence: readonly string[] }) => void
}

/** The second step: what goes and what stays, why, and that it is meant. */
export function ErasePlan({ plan, asked, busy, failure, onBack, onErase }: Props) {
  const [evidence, setEvidence] = useState<readonly string[]>([])
  const [typed, setTyped] = useState("")
  const active = plan.tokens.filter(({ isActive }) => isActive)
  const going = plan.disclosures.length + plan.objects.length + plan.entries.length + evidence.length
  const word = asked.person?.name ?? asked.text
  if (active.length > 0 || (going === 0 && plan.stays.every(({ what }) => what !== "evidence"))) {
    return (
      <div className="grid gap-4">
        {active.length > 0 ? (
          <p role="alert" className="error-text text-13">
            {active.map(({ name }) => name).join(", ")} {active.length === 1 ? "is a token" : "are tokens"} in use: what
            is erased would be written again. Revoke {active.length === 1 ? "it" : "them"} first; if somebody else's,
            give more of the name.
          </p>
        ) : (
          <p className="text-13">Nothing is left that could be erased.</p>
        )}
        <EraseStays plan={plan} chosen={evidence} onChoose={setEvidence} />
        <div className="flex justify-end">
          <button type="button" className="button" onClick={onBack}>
            Back
          </button>
        </div>
      </div>
    )
  }
  return (
    <Form
      submit="Erase for good"
      busy={busy || typed.trim() !== word || going === 0}
      isWorking={busy}
      failure={failure}
      cancel="Back"
      onCancel={onBack}
      onSubmit={(said) => onErase({ basis: said("basis"), evidence })}
    >
      <Goes plan={plan} />
      <EraseStays plan={plan} chosen={evidence} onChoose={setEvidence} />
      <Field label="Why, as a code" hint="It stands in the ledger and in the signed notice: no names here.">
        {(input) => (
          <input
            {...input}
            name="basis"
            defaultValue="gdpr-art-17"
            required
            pattern="[a-z0-9][a-z0-9.\-]{1,59}"
            title="Small letters, digits, dots and dashes"
            className="field font-mono"
          />
        )}
      </Field>
      <Field label={`Type “${word}” to confirm`} hint="It cannot be brought back, not even by us.">
        {(input) => (
          <input
            {...input}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            className="field"
          />
        )}
      </Field>
    </Form>
  )
}

const WHAT: Readonly<Record<string, string>> = {
  actor: "name",
  name: "name of the token",
  owner: "owner of a quarantine",
  reason: "reason",
}

/** As many as tell whether it is the right person. */
const SHOWN = 12

function Goes({ plan: { disclosures, objects, entries } }: Pick<Props, "plan">) {
  return (
    <section aria-labelledby="erase-goes">
      <h3 id="erase-goes" className="mb-1 text-13 font-650">
        What goes
      </h3>
      {disclosures.length === 0 ? null : (
        <ul aria-label="Names and words that go" className="well grid gap-1 text-13">
          {disclosures.slice(0, SHOWN).map(({ digest, name, value }) => (
            <li key={digest} className="break-words">
              {value} <span className="text-12 text-muted">({WHAT[name] ?? name})</span>
            </li>
          ))}
          {disclosures.length <= SHOWN ? null : (
            <li className="text-muted">and {whole(disclosures.length - SHOWN)} more</li>
          )}
        </ul>
      )}
      {objects.length === 0 ? null : (
        <p className="mt-2 flex gap-2 text-13">
          <TriangleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
          <span>
            {counted(objects.length, "input or outcome", "inputs and outcomes")} of decisions that hold the name: these
            decisions cannot be replayed any more. That they were made, and how, still stands.
          </span>
        </p>
      )}
      {entries.length === 0 ? null : (
        <p className="mt-2 text-13">
          {counted(entries.length, "entry", "entries")} from before names stood apart: their text is written over, their
          hash stands.
        </p>
      )}
    </section>
  )
}
