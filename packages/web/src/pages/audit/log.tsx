import { useMutation } from "@tanstack/react-query"
import type { Anchor, LedgerHead } from "@promotrail/contract"
import { ScanSearch } from "lucide-react"
import { useId, useState } from "react"
import { keepCheckpoint, keptCheckpoint } from "../../api/kept-checkpoint.ts"
import { fetchLogFile } from "../../api/log.ts"
import { useReading } from "../../api/queries.ts"
import { CopyButton } from "../../parts/copy.tsx"
import { Digest } from "../../parts/digest.tsx"
import { counted } from "../../parts/names.ts"
import { Time } from "../../parts/time.tsx"
import { Steps } from "../steps.tsx"
import { TakeAlong } from "./take-along.tsx"

/** The signed log: whose it is, who outside has seen it, and a check that this browser makes by itself. */
export function Log() {
  const head = useReading("getLedgerHead", {}).data
  const title = useId()
  if (head === undefined) return null
  return (
    <section className="card grid gap-3 p-4" aria-labelledby={title}>
      <h2 id={title}>Signed log</h2>
      <dl className="facts">
        <dt>Log</dt>
        <dd className="flex items-center">
          <code className="min-w-0 text-12 break-all">{head.origin}</code>
        </dd>
        <dt>Records</dt>
        <dd className="flex flex-wrap items-center gap-x-2">
          {counted(head.size, "record")} for {counted(head.entries, "entry", "entries")}, root{" "}
          <Digest digest={head.root} what="root" />
        </dd>
        <dt>Key</dt>
        <dd className="flex items-center">
          <code className="min-w-0 text-12 break-all">{head.key}</code>
          <CopyButton text={head.key} what="key of the log" />
        </dd>
        <dt>Seen by</dt>
        <dd>
          <Anchors head={head} />
        </dd>
      </dl>
      <VerifyHere logKey={head.key} />
      <TakeAlong />
    </section>
  )
}

const KINDS: Readonly<Record<Anchor["kind"], string>> = { witness: "witness", timestamp: "time stamp", git: "git" }

function Anchors({ head }: { readonly head: LedgerHead }) {
  if (head.anchors.length === 0) return <>nobody outside: no witness is set up</>
  return (
    <ul className="grid gap-1">
      {head.anchors.map(({ kind, name, size, at, failure, failedAt }) => (
        <li key={`${kind} ${name}`} className="break-words">
          {KINDS[kind]} {name}:{" "}
          {size === null || at === null ? (
            "nothing yet"
          ) : (
            <>
              {kind === "witness" ? "witnessed" : "kept"} up to {size} of {head.size}, <Time at={at} />
            </>
          )}
          {failure === null || failedAt === null ? null : (
            <span className="error-text">
              {" "}
              {failure} (<Time at={failedAt} />)
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function VerifyHere({ logKey }: { readonly logKey: string }) {
  const [read, setRead] = useState("")
  const check = useMutation({
    onMutate: () => setRead(""),
    mutationFn: async () => {
      // Loaded when it is asked for: few visits verify anything.
      const { verifyLog } = await import("../../verify/verify-log.ts")
      const found = await verifyLog(fetchLogFile, logKey, keptCheckpoint(), {
        onRead: (done, all) => setRead(` ${done} of ${counted(all, "file")}`),
      })
      if (found.kept !== null) keepCheckpoint({ ...found.kept, at: new Date().toISOString() })
      return found
    },
  })
  const before = keptCheckpoint()
  return (
    <div className="grid gap-2 border-t border-hairline pt-3 text-13">
      <p className="text-muted">
        This browser can check the log by itself: it reads the log&apos;s files, checks the signature, hashes every
        record and computes the root. Whether witnesses have seen it, the server says above; promotrail verify checks
        that, too.{" "}
        {before === null ? (
          "Nothing was kept here yet."
        ) : (
          <>
            Last checked here: {counted(before.size, "record")}, <Time at={before.at} />.
          </>
        )}
      </p>
      <button
        type="button"
        className="button button-small no-print justify-self-start"
        disabled={check.isPending}
        onClick={() => check.mutate()}
      >
        <ScanSearch size={14} aria-hidden="true" />{" "}
        {check.isPending ? `Reading the log…${read}` : "Verify in this browser"}
      </button>
      <output className="grid gap-2">
        {check.data === undefined ? null : <Steps steps={check.data.steps} />}
        {check.error === null ? null : <p className="error-text">{check.error.message}</p>}
      </output>
    </div>
  )
}
