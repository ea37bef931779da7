import { useMutation } from "@tanstack/react-query"
import type { WireDecision } from "@promotrail/contract"
import { Download, RotateCcw } from "lucide-react"
import { download } from "../../api/download.ts"
import { useWrite } from "../../api/writes.ts"
import { Refusal } from "../../forms/refusal.tsx"
import { to } from "../../parts/addresses.ts"
import { DeepReplay } from "./deep-replay.tsx"
import { Signed } from "./signed.tsx"
import { CopyButton } from "../../parts/copy.tsx"
import { Digest } from "../../parts/digest.tsx"
import { Pill } from "../../parts/state-mark.tsx"

/** What the decision was made from and by what; downloadable, and repeatable here and now. */
export function Proof({ decision }: { readonly decision: WireDecision }) {
  const { id, application, policy, input, outcomeDigest, engine, artifacts, ledgerIndex } = decision
  const save = useMutation({
    mutationFn: () => download("getDecisionInput", { params: { decision: id } }, `${id}.input.json`),
  })
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="proof">
      <h2 id="proof">Proof</h2>
      <dl className="facts">
        <dt>Decision</dt>
        <dd className="flex items-center">
          <code className="min-w-0 text-12 break-all">{id}</code>
          <CopyButton text={id} what="decision id" />
        </dd>
        {artifacts.map(({ name, digest }) => (
          <div key={digest} className="contents">
            <dt>{name}</dt>
            <dd>
              <Digest digest={digest} what={`digest of ${name}`} />
            </dd>
          </div>
        ))}
        <dt>Policy</dt>
        <dd className="flex flex-wrap items-center gap-x-2">
          <Digest digest={policy} what="policy digest" />
          <a className="link" href={to.policy(application)}>
            Policy
          </a>
        </dd>
        <dt>Input</dt>
        <dd>
          <Digest digest={input} what="input digest" />
        </dd>
        <dt>Outcome</dt>
        <dd>
          <Digest digest={outcomeDigest} what="outcome digest" />
        </dd>
        <dt>Engine</dt>
        <dd>
          {engine.name} {engine.version} <Digest digest={engine.digest} what="engine digest" />
        </dd>
        <dt>Ledger</dt>
        <dd>
          {ledgerIndex === null ? (
            "not recorded"
          ) : (
            <a className="link" href={to.entry(ledgerIndex)}>
              entry {ledgerIndex}
            </a>
          )}
        </dd>
      </dl>
      <div className="no-print flex flex-wrap gap-2">
        <button type="button" className="button button-small" onClick={() => save.mutate()}>
          <Download size={14} aria-hidden="true" /> Download the input
        </button>
      </div>
      {save.error === null ? null : (
        <p role="alert" className="error-text text-13">
          {save.error.message}
        </p>
      )}
      {ledgerIndex === null ? null : <Signed decision={decision} />}
      <Replay id={id} />
    </section>
  )
}

const FOUND = {
  agrees: "Agrees, byte for byte",
  differs: "Bytes differ",
  gone: "Cannot be replayed: something is gone",
  changed: "Does not agree: something was changed",
  unreadable: "Cannot be replayed by this version",
} as const

function Replay({ id }: { readonly id: string }) {
  const replay = useWrite("replayDecision")
  const found = replay.data
  return (
    <div className="grid gap-2 border-t border-hairline pt-3 text-13">
      <p className="text-muted">
        The same input, policy and engine must give the same bytes. Replay evaluates the recorded input again and
        compares.
      </p>
      <button
        type="button"
        className="button button-small no-print justify-self-start"
        disabled={replay.isPending}
        onClick={() => replay.mutate({ params: { decision: id } })}
      >
        <RotateCcw size={14} aria-hidden="true" /> {replay.isPending ? "Replaying…" : "Replay"}
      </button>
      <output className="grid gap-2">
        {found === undefined ? null : (
          <>
            <p>
              <Pill state={found.agrees ? "pass" : "fail"}>{FOUND[found.finding]}</Pill>
            </p>
            <p>{found.says}</p>
            {found.changes.length === 0 ? null : (
              <ul className="grid gap-1">
                {found.changes.map(({ title, before, after }) => (
                  <li key={title}>
                    {title}: {before?.says ?? "not asked"} → {after?.says ?? "not asked"}
                  </li>
                ))}
              </ul>
            )}
            <p className="text-muted">
              Recorded by <span className="break-all">{found.recordedBy}</span>, replayed by{" "}
              <span className="break-all">{found.replayedBy}</span>
              {found.replayed === null ? (
                "."
              ) : (
                <>
                  : <Digest digest={found.replayed} />
                </>
              )}
            </p>
          </>
        )}
      </output>
      <Refusal failure={replay.error} />
      <DeepReplay id={id} />
    </div>
  )
}
