import { useMutation } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { Download } from "lucide-react"
import type { Evidence } from "@promotrail/contract"
import { download } from "../api/download.ts"
import { useReading } from "../api/queries.ts"
import { to } from "../parts/addresses.ts"
import { Digest } from "../parts/digest.tsx"
import { countsRead } from "../parts/counts-read.ts"
import { Head } from "../parts/head.tsx"
import { countsWhere, KIND_WORDS, rowKeyOf } from "../parts/kinds.ts"
import { sized, titled, toolOf, whole } from "../parts/names.ts"
import { Pill } from "../parts/state-mark.tsx"
import { UPLOAD_LOOK } from "../parts/states.ts"
import { Time } from "../parts/time.tsx"
import { cellName } from "../parts/matrix/place.ts"
import { Answer } from "./answer.tsx"
import { EvidenceItems } from "./evidence-items.tsx"
import { EvidenceTests } from "./evidence-tests.tsx"

/** One upload: what it is, what was read from it, and the file itself. */
export function EvidencePage() {
  const { id } = useParams({ from: "/evidence/$id" })
  const evidence = useReading("getEvidence", { params: { evidence: id } })
  return <Answer of={evidence}>{(found) => <Found evidence={found} />}</Answer>
}

function Found({ evidence }: { readonly evidence: Evidence }) {
  const { id, application, release, environment, kind, category, file, outcome, reason, code, unfit, warnings } =
    evidence
  const save = useMutation({ mutationFn: () => download("getEvidenceRaw", { params: { evidence: id } }, file) })
  return (
    <>
      <Head
        title={file}
        crumbs={[{ text: "Evidence", href: to.evidenceList() }, { text: file }]}
        actions={
          <button type="button" className="button button-primary" onClick={() => save.mutate()}>
            <Download size={15} aria-hidden="true" /> Download the raw file
          </button>
        }
      >
        <Pill state={UPLOAD_LOOK[outcome].state}>{UPLOAD_LOOK[outcome].word}</Pill>
        <span>
          {titled(KIND_WORDS[kind ?? "tests"])}
          {kind === "tests" || kind === null ? `: ${category} ` : category === kind ? " " : ` (${category}) `}
          from {titled(environment)} of{" "}
          <a
            className="quiet-link"
            href={to.release(application, release, cellName(rowKeyOf(kind, category), environment))}
          >
            {application} {release}
          </a>
        </span>
        <span>
          received <Time at={evidence.receivedAt} as="both" />
        </span>
      </Head>
      {save.error === null ? null : (
        <p role="alert" className="error-text">
          {save.error.message}
        </p>
      )}
      {reason === null ? null : (
        <section className="banner" data-state={UPLOAD_LOOK[outcome].state} aria-label="Why it does not count">
          <div className="grid gap-1">
            <h2>{reason}</h2>
            <p className="text-muted">
              The file is kept with this reason and counts for nothing{code === null ? "" : ` (${code})`}. Mend what
              made it, and upload it again.
            </p>
          </div>
        </section>
      )}
      {unfit === null ? null : (
        <section className="banner" data-state="missing" aria-label="Why it satisfies no gate">
          <div className="grid gap-1">
            <h2>{unfit}</h2>
            <p className="text-muted">The file was read and is shown as it says; before a gate it proves nothing.</p>
          </div>
        </section>
      )}
      <div className="policy-layout">
        {outcome === "accepted" ? (
          kind === null || kind === "tests" ? (
            <EvidenceTests id={id} />
          ) : (
            <EvidenceItems id={id} kind={kind} />
          )
        ) : (
          <section className="card p-5 text-muted" aria-label="What was read">
            Nothing was read from this file.
          </section>
        )}
        <div className="grid content-start gap-4">
          <Facts evidence={evidence} />
          {warnings.length === 0 ? null : (
            <section className="card grid gap-2 p-4 text-13" aria-labelledby="warnings">
              <h2 id="warnings">Warnings</h2>
              <ul className="grid gap-2">
                {warnings.map(({ code: which, text, count }) => (
                  <li key={which + text}>
                    {text}
                    {count > 1 && !text.includes(String(count)) ? (
                      <span className="text-muted"> ({whole(count)} times)</span>
                    ) : null}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </>
  )
}

function Facts({ evidence }: { readonly evidence: Evidence }) {
  const { kind, subject, tool, format, bytes, raw, by, producedAt, variant, inventory, counts, ledgerIndex } = evidence
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="facts">
      <h2 id="facts">The file</h2>
      <dl className="facts">
        <dt>Kind</dt>
        <dd>{kind === null ? "not recognised" : KIND_WORDS[kind]}</dd>
        {subject === null ? null : (
          <>
            <dt>Counts</dt>
            <dd>{countsWhere(subject, evidence.environment)}</dd>
          </>
        )}
        <dt>Tool</dt>
        <dd>{tool === null ? "the file does not say" : toolOf(tool)}</dd>
        <dt>Format</dt>
        <dd>
          {format ?? "not recognised"}
          {inventory ? ", a test list" : ""}
        </dd>
        <dt>Size</dt>
        <dd>{sized(bytes)}</dd>
        <dt>Digest</dt>
        <dd>
          <Digest digest={raw} />
        </dd>
        <dt>Uploaded by</dt>
        <dd>{by.name}</dd>
        <dt>Produced</dt>
        <dd>{producedAt === null ? "the file does not say" : <Time at={producedAt} as="both" />}</dd>
        {variant === "" ? null : (
          <>
            <dt>Variant</dt>
            <dd>{variant}</dd>
          </>
        )}
        {countsRead(counts).map(({ name, value }) => (
          <div key={name} className="contents">
            <dt>{titled(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <dt>Ledger</dt>
        <dd>
          <a className="link" href={to.entry(ledgerIndex)}>
            entry {ledgerIndex}
          </a>
        </dd>
      </dl>
    </section>
  )
}
