import { useMutation } from "@tanstack/react-query"
import type { WireDecision } from "@promotrail/contract"
import { Download, ScanSearch } from "lucide-react"
import { call } from "../../api/call.ts"
import { download } from "../../api/download.ts"
import { keptCheckpoint } from "../../api/kept-checkpoint.ts"
import { fetchText } from "../../api/log.ts"
import { Steps } from "../steps.tsx"

/** The signed record of a decision: to be checked here, or taken along for other tools. */
export function Signed({ decision }: { readonly decision: WireDecision }) {
  const {
    id,
    application,
    edge,
    artifacts,
    verdict,
    policy,
    input,
    outcomeDigest: outcome,
    mode,
    ledgerIndex,
  } = decision
  const params = { decision: id }
  const check = useMutation({
    mutationFn: async () => {
      const { verifyDecision } = await import("../../verify/verify-decision.ts")
      const { items } = await call("listRecords", { query: { entry: ledgerIndex ?? 0 } })
      const first = { params: { record: 0 }, query: { log: items[0]?.log } }
      const [bundle, genesis, recordKeys, policyText] = await Promise.all([
        fetchText("getDecisionBundle", { params }),
        fetchText("getRecordBundle", first),
        fetchText("getTrustFile", { params: { file: "decision.pub" } }),
        fetchText("getTrustFile", { params: { file: "policy.txt" } }),
      ])
      // A decision may stand in a log that another one has succeeded.
      const given = policyText.match(/^log \S+$/gm)?.map((line) => line.slice("log ".length)) ?? []
      const kept = keptCheckpoint()
      const logKey = given.find((key) => bundle.includes(key.slice(0, key.indexOf("+")))) ?? ""
      const isKept = kept !== null && logKey.startsWith(`${kept.origin}+`)
      const files = { bundle, genesis, recordKeys, logKey: isKept ? kept.key : logKey, isKept }
      const release = `${application} ${decision.release}`
      const engine = `${decision.engine.version} ${decision.engine.digest}`
      return verifyDecision({ id, release, into: edge.to, artifacts, verdict, policy, input, outcome, engine }, files)
    },
  })
  const save = useMutation({
    mutationFn: (what: "record" | "summary") =>
      what === "record"
        ? download("getDecisionBundle", { params }, `${id}.decision.sigstore.json`)
        : download("getDecisionSummary", { params }, `${id}.vsa.sigstore.json`),
  })
  return (
    <div className="grid gap-2 border-t border-hairline pt-3 text-13">
      <p className="text-muted">
        The decision is a signed record in a transparency log. Sigstore clients, openssl and this browser can check it.
      </p>
      <div className="no-print flex flex-wrap gap-2">
        <button type="button" className="button button-small" disabled={check.isPending} onClick={() => check.mutate()}>
          <ScanSearch size={14} aria-hidden="true" /> {check.isPending ? "Checking…" : "Verify in this browser"}
        </button>
        <button type="button" className="button button-small" onClick={() => save.mutate("record")}>
          <Download size={14} aria-hidden="true" /> Signed record
        </button>
        {mode === "enforce" ? (
          <button type="button" className="button button-small" onClick={() => save.mutate("summary")}>
            <Download size={14} aria-hidden="true" /> SLSA summary
          </button>
        ) : null}
      </div>
      <output className="grid gap-2">
        {check.data === undefined ? null : <Steps steps={check.data} />}
        {check.error === null ? null : <p className="error-text">{check.error.message}</p>}
        {save.error === null ? null : <p className="error-text">{save.error.message}</p>}
      </output>
    </div>
  )
}
