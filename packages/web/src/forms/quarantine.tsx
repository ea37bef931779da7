import { useState } from "react"
import { useWrite } from "../api/writes.ts"
import { Field } from "../parts/field.tsx"
import { Modal } from "../parts/modal.tsx"
import { Form } from "./form.tsx"
import { Matched, Pattern, Reason } from "./test-rule.tsx"

const DAY_MS = 86_400_000

type Props = { readonly application: string; readonly pattern: string; readonly onClose: () => void }

/** Quarantining tests: they do not count until a date, and somebody owns that. */
export default function Quarantine({ application, pattern, onClose }: Props) {
  const [opened] = useState(() => Date.now())
  const quarantine = useWrite("quarantineTests")
  if (quarantine.data !== undefined) {
    return <Matched matched={quarantine.data.matched} done="quarantined" onClose={onClose} />
  }
  const dayIn = (days: number) => new Date(opened + days * DAY_MS).toISOString().slice(0, 10)
  return (
    <Modal title="Quarantine tests" onClose={onClose}>
      <Form
        submit="Quarantine"
        busy={quarantine.isPending}
        failure={quarantine.error}
        onCancel={onClose}
        onSubmit={(said) =>
          quarantine.mutate({
            params: { application },
            body: {
              pattern: said("pattern"),
              owner: said("owner"),
              reason: said("reason"),
              until: `${said("until")}T00:00:00.000Z`,
            },
          })
        }
      >
        <p className="text-13 text-muted">
          Until the date they leave numerator and denominator and stay listed; from then on they count again. Critical
          tests count all the same.
        </p>
        <Pattern value={pattern} />
        <div className="grid grid-cols-2 gap-4">
          <Field label="Owner" hint="Who mends them.">
            {(input) => <input {...input} name="owner" required maxLength={100} className="field" />}
          </Field>
          <Field label="Until" hint="Midnight UTC at which it ends.">
            {(input) => (
              <input
                {...input}
                name="until"
                type="date"
                min={dayIn(1)}
                defaultValue={dayIn(14)}
                required
                className="field"
              />
            )}
          </Field>
        </div>
        <Reason hint="What is wrong with them: a ticket, a sentence." />
      </Form>
    </Modal>
  )
}
