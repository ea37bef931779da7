import { useWrite } from "../api/writes.ts"
import { Modal } from "../parts/modal.tsx"
import { Form } from "./form.tsx"
import { Reason } from "./test-rule.tsx"

/** Taking an application off every page; the ledger keeps what happened. */
export default function Archive({
  application,
  onClose,
}: {
  readonly application: string
  readonly onClose: () => void
}) {
  const archive = useWrite("archiveApplication")
  return (
    <Modal title={`Archive ${application}`} onClose={onClose}>
      <Form
        submit="Archive"
        busy={archive.isPending}
        failure={archive.error}
        onCancel={onClose}
        onSubmit={(said) =>
          archive.mutate({ params: { application }, body: { reason: said("reason") } }, { onSuccess: onClose })
        }
      >
        <p className="text-13 text-muted">
          The application leaves every page. Its entries stay in the audit trail, and its decisions can still be
          replayed.
        </p>
        <Reason hint="For those who look for it later." />
      </Form>
    </Modal>
  )
}
