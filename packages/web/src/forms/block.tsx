import { useWrite } from "../api/writes.ts"
import { Modal } from "../parts/modal.tsx"
import { Form } from "./form.tsx"
import { Reason } from "./test-rule.tsx"

type Props = {
  readonly application: string
  readonly release: string
  readonly isBlocked: boolean
  readonly onClose: () => void
}

/** Stopping a release from going further, or lifting that. */
export default function Block({ application, release, isBlocked, onClose }: Props) {
  const block = useWrite("blockRelease")
  const unblock = useWrite("unblockRelease")
  const write = isBlocked ? unblock : block
  return (
    <Modal title={isBlocked ? `Lift the block of ${release}` : `Block ${release}`} onClose={onClose}>
      <Form
        submit={isBlocked ? "Lift the block" : "Block"}
        busy={write.isPending}
        failure={write.error}
        onCancel={onClose}
        onSubmit={(said) =>
          write.mutate({ params: { application, release }, body: { reason: said("reason") } }, { onSuccess: onClose })
        }
      >
        <p className="text-13 text-muted">
          {isBlocked
            ? "Gates will judge it by its other checks again."
            : "Every gate denies it until somebody lifts the block. What runs stays where it is."}
        </p>
        <Reason hint="Shown wherever the release is." />
      </Form>
    </Modal>
  )
}
