import { Ban } from "lucide-react"
import { lazy, Suspense, useState } from "react"
import type { Release } from "@promotrail/contract"
import { useMay } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { Digest } from "../../parts/digest.tsx"
import { Head } from "../../parts/head.tsx"
import { Pill } from "../../parts/state-mark.tsx"
import { Time } from "../../parts/time.tsx"

const Block = lazy(() => import("../../forms/block.tsx"))

/** Which release this is: its digests, when it came, what it is compared with. */
export function ReleaseHead({
  release,
  comparedWith,
}: {
  readonly release: Release
  readonly comparedWith: string | null
}) {
  const { application, version, artifacts, commit, registeredAt, registeredBy, blocked, issues } = release
  const mayAdmin = useMay("admin")
  const [isAsking, setIsAsking] = useState(false)
  const [first, ...others] = artifacts
  return (
    <Head
      title={`Release ${version}`}
      crumbs={[
        { text: application, href: to.releases(application) },
        { text: "Releases", href: to.releases(application) },
        { text: version },
      ]}
      actions={
        mayAdmin ? (
          <button type="button" className="button button-small" onClick={() => setIsAsking(true)}>
            <Ban size={14} aria-hidden="true" /> {blocked === null ? "Block…" : "Lift the block…"}
          </button>
        ) : undefined
      }
    >
      {blocked === null ? null : (
        <Pill state="fail">
          Blocked by {blocked.by}: {blocked.reason}
        </Pill>
      )}
      {commit === null ? null : (
        <span>
          commit <code title={commit}>{commit.slice(0, 12)}</code>
        </span>
      )}
      {first === undefined ? null : (
        <span className="inline-flex flex-wrap items-center gap-x-1.5">
          {first.name} <Digest digest={first.digest} />
          {others.length === 0 ? "" : ` and ${others.length} more, `}same in all environments
        </span>
      )}
      <span>
        registered <Time at={registeredAt} as="moment" /> by {registeredBy.name}
      </span>
      {comparedWith === null ? null : (
        <span>
          compared with{" "}
          <a className="hover:underline" href={to.release(application, comparedWith)}>
            {comparedWith}
          </a>
        </span>
      )}
      {issues.length === 0 ? null : <span>{issues.join(", ")}</span>}
      <Suspense>
        {isAsking ? (
          <Block
            application={application}
            release={version}
            isBlocked={blocked !== null}
            onClose={() => setIsAsking(false)}
          />
        ) : null}
      </Suspense>
    </Head>
  )
}
