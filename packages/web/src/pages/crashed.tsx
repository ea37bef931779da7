import { Failed } from "./failed.tsx"
import { Head } from "../parts/head.tsx"

/** A page fell over; the frame around it stands. */
export function Crashed({ error }: { readonly error: unknown }) {
  return (
    <>
      <Head title="Something went wrong" />
      <div className="card">
        <Failed failure={error instanceof Error ? error : new Error(String(error))} retry={() => location.reload()} />
      </div>
    </>
  )
}
