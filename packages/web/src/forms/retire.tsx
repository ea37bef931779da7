import { useWrite } from "../api/writes.ts"
import { counted } from "../parts/names.ts"
import { Field } from "../parts/field.tsx"
import { Modal } from "../parts/modal.tsx"
import { Form } from "./form.tsx"

type Props = { readonly application: string; readonly pattern: string; readonly onClose: () => void }

/** Retiring tests: they are no longer expected; listed, not counted. */
export function Retire({ application, pattern, onClose }: Props) {
  const retire = useWrite("retireTests")
  if (retire.data !== undefined) return <Matched matched={retire.data.matched} done="retired" onClose={onClose} />
  return (
    <Modal title="Retire tests" onClose={onClose}>
      <Form
        submit="Retire"
        busy={retire.isPending}
        failure={retire.error}
        onCancel={onClose}
        onSubmit={(said) =>
          retire.mutate({ params: { application }, body: { pattern: said("pattern"), reason: said("reason") } })
        }
      >
        <p className="text-13 text-muted">
          Retired tests leave numerator and denominator for good and stay listed. It is recorded in the audit trail and
          cannot be undone here.
        </p>
        <Pattern value={pattern} />
        <Reason hint="Why they are gone, for those who ask later: a ticket, a change." />
      </Form>
    </Modal>
  )
}

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
