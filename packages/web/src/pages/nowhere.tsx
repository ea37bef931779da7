import { MapPinOff } from "lucide-react"
import { to } from "../parts/addresses.ts"
import { Blank } from "../parts/blank.tsx"
import { Head } from "../parts/head.tsx"

/** The address leads nowhere. */
export function NowhereHere() {
  return (
    <>
      <Head title="Not found" />
      <div className="card">
        <Blank
          icon={MapPinOff}
          title="There is no page at this address"
          actions={
            <a className="button button-primary" href={to.overview}>
              To the overview
            </a>
          }
        >
          <p>It may be mistyped, or of another version of Promotrail. Nothing was lost.</p>
        </Blank>
      </div>
    </>
  )
}
