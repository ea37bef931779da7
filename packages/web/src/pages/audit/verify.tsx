import type { LedgerVerification } from "@promotrail/contract"
import { ShieldCheck } from "lucide-react"
import { useReading } from "../../api/queries.ts"
import { useWrite } from "../../api/writes.ts"
import { Refusal } from "../../forms/refusal.tsx"
import { Digest } from "../../parts/digest.tsx"
import { counted, whole } from "../../parts/names.ts"
import { StateIcon } from "../../parts/state-mark.tsx"

/** The head of the ledger, and on demand: is every entry what its hash says, and is the state what the entries say. */
export function Verify() {
  const head = useReading("getLedgerHead", {}).data
  const verify = useWrite("verifyLedger")
  const found = verify.data
  const state = found === undefined ? "not-applicable" : found.agrees ? "pass" : "fail"
  return (
    <section className="banner" data-state={state} aria-label="Verification">
      <div className="banner-text">
        <span className="state-ink">
          {found === undefined ? <ShieldCheck size={24} aria-hidden="true" /> : <StateIcon state={state} size={24} />}
        </span>
        <output className="grid min-w-0 flex-1 gap-1">
          {found === undefined ? (
            <>
              <h2>{head === undefined ? "The ledger" : counted(head.entries, "entry", "entries")}</h2>
              <p className="flex flex-wrap items-center gap-x-2 text-13 text-muted">
                {head === undefined ? null : (
                  <>
                    root <Digest digest={head.root} what="root" />
                  </>
                )}
                Not verified in this session: nobody has to take our word for it.
              </p>
            </>
          ) : (
            <Said found={found} />
          )}
        </output>
      </div>
      <div className="no-print grid justify-items-end">
        <button type="button" className="button" disabled={verify.isPending} onClick={() => verify.mutate({})}>
          {verify.isPending ? "Verifying…" : found === undefined ? "Verify now" : "Verify again"}
        </button>
        <Refusal failure={verify.error} />
      </div>
    </section>
  )
}

function Said({ found }: { readonly found: LedgerVerification }) {
  const {
    says,
    size,
    records,
    root,
    recomputedRoot,
    state,
    objects,
    evidence,
    firstBroken,
    firstBrokenRecord,
    tookMs,
  } = found
  const rows = state.reduce((sum, table) => sum + table.rows, 0)
  const wrong = [
    ...(firstBroken === null ? [] : [`entry ${firstBroken}: body and hash disagree`]),
    ...(firstBrokenRecord === null
      ? []
      : [`record ${firstBrokenRecord} is not what was signed, or not where it stood`]),
    ...(root === recomputedRoot ? [] : [`root is ${root}, recomputed ${recomputedRoot}`]),
    ...state.flatMap(({ table, differences }) => differences.map((difference) => `${table}: ${difference}`)),
    ...objects.broken.map((each) => `object ${each}`),
    ...evidence.broken.map((each) => `raw file ${each}`),
  ]
  return (
    <>
      <h2>{says}</h2>
      <p className="flex flex-wrap items-center gap-x-2 text-13 text-muted">
        {counted(size, "entry", "entries")} and {counted(records, "signed record")} hashed again, {counted(rows, "row")}{" "}
        in {counted(state.length, "table")} rebuilt and compared, {counted(objects.checked, "object")} and{" "}
        {counted(evidence.checked, "raw file")} read; took {whole(tookMs)} ms. Root{" "}
        <Digest digest={recomputedRoot} what="root" />
      </p>
      {wrong.length === 0 ? null : (
        <ul className="error-text list-disc pl-5 text-13">
          {wrong.map((each) => (
            <li key={each} className="break-all">
              {each}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
