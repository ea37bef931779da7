import { useState } from "react"
import { useReading } from "../api/queries.ts"
import { useWrite } from "../api/writes.ts"
import { CommandLine } from "../parts/copy.tsx"
import { Field } from "../parts/field.tsx"
import { Modal } from "../parts/modal.tsx"
import { Form } from "./form.tsx"

const SCOPES = [
  { scope: "read", may: "see everything" },
  { scope: "report", may: "register releases and upload evidence" },
  { scope: "gate", may: "ask gates and record deployments" },
  { scope: "admin", may: "all of it, and policies, tests and tokens" },
] as const
type Scope = (typeof SCOPES)[number]["scope"]

/** Making a token; its secret is shown this once. */
export default function NewToken({ onClose }: { readonly onClose: () => void }) {
  const create = useWrite("createToken")
  const applications = useReading("listApplications", {}).data?.items ?? []
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"])
  const [only, setOnly] = useState<readonly string[]>([])
  const flipped = <T,>(list: readonly T[], one: T) =>
    list.includes(one) ? list.filter((each) => each !== one) : [...list, one]

  if (create.data !== undefined) {
    return (
      <Modal title={`Token ${create.data.token.name}`} onClose={onClose}>
        <div className="grid gap-4">
          <p>Copy it now. It is shown this once; the server keeps only its hash.</p>
          <CommandLine command={create.data.secret} what="token" />
          <div className="flex justify-end">
            <button type="button" className="button button-primary" onClick={onClose}>
              Done
            </button>
          </div>
        </div>
      </Modal>
    )
  }
  return (
    <Modal title="New token" onClose={onClose}>
      <Form
        submit="Make the token"
        busy={create.isPending}
        failure={create.error}
        onCancel={onClose}
        onSubmit={(said) =>
          create.mutate({ body: { name: said("name"), scopes: [...scopes], applications: [...only] } })
        }
      >
        <Field label="Name" hint="Who or what uses it; it stands beside everything it does.">
          {(input) => <input {...input} name="name" required maxLength={100} className="field" />}
        </Field>
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-13 font-500">It may</legend>
          {SCOPES.map(({ scope, may }) => (
            <label key={scope} className="flex items-center gap-2 text-13">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={() => setScopes(flipped(scopes, scope))}
              />
              {scope}: {may}
            </label>
          ))}
        </fieldset>
        {applications.length === 0 ? null : (
          <fieldset className="grid gap-2">
            <legend className="mb-1 text-13 font-500">
              Only for <span className="font-400 text-muted">(none chosen: all applications)</span>
            </legend>
            {applications.map(({ name }) => (
              <label key={name} className="flex items-center gap-2 text-13">
                <input type="checkbox" checked={only.includes(name)} onChange={() => setOnly(flipped(only, name))} />
                {name}
              </label>
            ))}
          </fieldset>
        )}
      </Form>
    </Modal>
  )
}
