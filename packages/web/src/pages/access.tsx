import { Eraser, KeyRound, Plus } from "lucide-react"
import { lazy, Suspense, useState } from "react"
import type { Token } from "@promotrail/contract"
import { useMay, useReading, useSession } from "../api/queries.ts"
import { useWrite } from "../api/writes.ts"
import { Refusal } from "../forms/refusal.tsx"
import { Head } from "../parts/head.tsx"
import { Modal } from "../parts/modal.tsx"
import { Scroll } from "../parts/scroll.tsx"
import { Pill } from "../parts/state-mark.tsx"
import { Time } from "../parts/time.tsx"
import { Answer } from "./answer.tsx"

const NewToken = lazy(() => import("../forms/new-token.tsx"))
const ErasePerson = lazy(() => import("../forms/erase-person.tsx"))
const Notices = lazy(() => import("./notices.tsx"))

/** Who may do what: tokens, for administrators. */
export function AccessPage() {
  const tokens = useReading("listTokens", {})
  const mayAdmin = useMay("admin")
  const [open, setOpen] = useState<"new-token" | "erase-person" | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Head
        title="Access"
        actions={
          mayAdmin ? (
            <>
              <button type="button" className="button" onClick={() => setOpen("erase-person")}>
                <Eraser size={15} aria-hidden="true" /> Erase a person…
              </button>
              <button type="button" className="button button-primary" onClick={() => setOpen("new-token")}>
                <Plus size={15} aria-hidden="true" /> New token
              </button>
            </>
          ) : undefined
        }
      >
        <span>Tokens are kept as hashes; a secret is shown once, when it is made.</span>
      </Head>
      <div className="card">
        <Answer of={tokens}>{({ items }) => <Tokens tokens={items} />}</Answer>
      </div>
      <Suspense>{mayAdmin ? <Notices /> : null}</Suspense>
      <Suspense>
        {open === "new-token" ? <NewToken onClose={close} /> : null}
        {open === "erase-person" ? <ErasePerson tokens={tokens.data?.items ?? []} onClose={close} /> : null}
      </Suspense>
    </>
  )
}

function Tokens({ tokens }: { readonly tokens: readonly Token[] }) {
  const own = useSession().data?.token.id
  const [revoking, setRevoking] = useState<Token | null>(null)
  return (
    <Scroll label="Tokens">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">May</th>
            <th scope="col">Only for</th>
            <th scope="col">Made</th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row">
                <span className="flex items-center gap-2">
                  <KeyRound size={14} aria-hidden="true" className="text-muted" /> {token.name}
                </span>
              </th>
              <td>{token.scopes.join(", ")}</td>
              <td>{token.applications.length === 0 ? "all applications" : token.applications.join(", ")}</td>
              <td>
                <Time at={token.createdAt} />
              </td>
              <td>
                {token.revokedAt === null ? (
                  <Pill state="pass">{token.id === own ? "In use here" : "Active"}</Pill>
                ) : (
                  <Pill state="not-applicable">
                    Revoked <Time at={token.revokedAt} />
                  </Pill>
                )}
              </td>
              <td className="text-right">
                {token.revokedAt !== null || token.id === own ? null : (
                  <button
                    type="button"
                    className="button button-small"
                    onClick={() => setRevoking(token)}
                    aria-label={`Revoke ${token.name}`}
                  >
                    Revoke
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {revoking === null ? null : <Revoke token={revoking} onClose={() => setRevoking(null)} />}
    </Scroll>
  )
}

function Revoke({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const revoke = useWrite("revokeToken")
  return (
    <Modal title={`Revoke ${token.name}?`} onClose={onClose}>
      <div className="grid gap-4">
        <p>
          It ends at once and cannot be brought back. Pipelines that use it will be told that they are not signed in.
        </p>
        <Refusal failure={revoke.error} />
        <div className="flex justify-end gap-2">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="button button-primary"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate({ params: { token: token.id } }, { onSuccess: onClose })}
          >
            Revoke
          </button>
        </div>
      </div>
    </Modal>
  )
}
