import { useWrite } from "../api/writes.ts"
import { Modal } from "../parts/modal.tsx"
import { Form } from "./form.tsx"
import { Matched, Pattern, Reason } from "./test-rule.tsx"

type Props = { readonly application: string; readonly pattern: string; readonly onClose: () => void }

/** Retiring tests: they are no longer expected; listed, not counted. */
export default function Retire({ application, pattern, onClose }: Props) {
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
