import { Lock, RotateCw, SearchX, ServerCrash } from "lucide-react"
import { Failure } from "../api/failure.ts"
import { Blank } from "../parts/blank.tsx"
import { CopyButton } from "../parts/copy.tsx"
import { to } from "../parts/addresses.ts"

/** Why a page or a part of it is not there: no permission, no such thing, or an error to try again. */
export function Failed({ failure, retry }: { readonly failure: Error; readonly retry: () => void }) {
  const said = failure instanceof Failure ? failure : null
  if (said?.status === 403) return <NoPermission detail={said.message} />
  if (said?.status === 404) {
    return (
      <Blank
        icon={SearchX}
        title={said.title}
        actions={
          <a className="button" href={to.overview}>
            To the overview
          </a>
        }
      >
        <p>{said.message}</p>
      </Blank>
    )
  }
  return (
    <div role="alert">
      <Blank
        icon={ServerCrash}
        title={said?.title ?? "Something went wrong on this page"}
        actions={
          <button type="button" className="button" onClick={retry}>
            <RotateCw size={14} aria-hidden="true" /> Try again
          </button>
        }
      >
        <p>{failure.message}</p>
        {said === null || said.requestId === null ? null : <RequestId id={said.requestId} />}
      </Blank>
    </div>
  )
}

/** The token may not see this; who can help. */
export function NoPermission({ detail }: { readonly detail: string }) {
  return (
    <Blank icon={Lock} title="Your token may not see this">
      <p>{detail}</p>
      <p>Ask an administrator of this installation for a token with more rights, then sign in with it.</p>
    </Blank>
  )
}

function RequestId({ id }: { readonly id: string }) {
  return (
    <p className="flex items-center justify-center gap-1 text-13">
      Request <code>{id}</code> <CopyButton text={id} what="request id" />
      <span className="visually-hidden">The server's log knows it by this id.</span>
    </p>
  )
}
