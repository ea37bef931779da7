import { Field } from "../parts/field.tsx"
import { Modal } from "../parts/modal.tsx"
import { counted } from "../parts/names.ts"

/** The pattern over test ids that a rule is about. */
export function Pattern({ value }: { readonly value: string }) {
  return (
    <Field label="Tests" hint="A whole id, suite::class::name, or a pattern with *.">
      {(input) => (
        <input {...input} name="pattern" defaultValue={value} required maxLength={500} className="field font-mono" />
      )}
    </Field>
  )
}

/** The reason, which nothing here does without. */
export function Reason({ hint }: { readonly hint: string }) {
  return (
    <Field label="Reason" hint={hint}>
      {(input) => <textarea {...input} name="reason" rows={2} required maxLength={1000} className="field" />}
    </Field>
  )
}

/** How many tests a rule matched. */
export function Matched(props: { readonly matched: number; readonly done: string; readonly onClose: () => void }) {
  return (
    <Modal title={`${counted(props.matched, "test")} ${props.done}`} onClose={props.onClose}>
      <div className="grid gap-4">
        <p className="text-muted">
          {props.matched === 0
            ? "No known test matches the pattern yet. It is kept, and applies to tests that come."
            : "Recorded in the audit trail. Coverage counts without them from now on."}
        </p>
        <div className="flex justify-end">
          <button type="button" className="button button-primary" onClick={props.onClose}>
            Done
          </button>
        </div>
      </div>
    </Modal>
  )
}
