import { useParams } from "@tanstack/react-router"
import { FlaskConical } from "lucide-react"
import { lazy, Suspense, useState } from "react"
import { useReading } from "../api/queries.ts"
import { to } from "../parts/addresses.ts"
import { CommandLine, CopyButton } from "../parts/copy.tsx"
import { Digest, shortDigest } from "../parts/digest.tsx"
import { Head } from "../parts/head.tsx"
import { Scroll } from "../parts/scroll.tsx"
import { Time } from "../parts/time.tsx"
import { Answer } from "./answer.tsx"

const TryPolicy = lazy(() => import("./policy-try/try-policy.tsx"))

/** The policy in force as it was written, and the ones before it. It is changed where its file lives, not here. */
export function PolicyPage() {
  const { application } = useParams({ from: "/a/$application/policy" })
  const policy = useReading("getPolicy", { params: { application } })
  return (
    <>
      <Head title="Policy" crumbs={[{ text: application, href: to.releases(application) }, { text: "Policy" }]}>
        {policy.data === undefined ? null : (
          <>
            <span className="inline-flex items-center gap-1.5">
              in force <Digest digest={policy.data.policy} what="policy digest" />
            </span>
            <span>
              applied <Time at={policy.data.appliedAt} as="both" />
            </span>
          </>
        )}
      </Head>
      <Answer of={policy} rows={10}>
        {({ text, policy: current, history }) => (
          <div className="grid gap-5">
            <div className="policy-layout">
              <section className="card min-w-0" aria-labelledby="text">
                <div className="flex items-center justify-between border-b border-hairline px-5 py-2">
                  <h2 id="text">As it was written</h2>
                  <CopyButton text={text} what="policy" />
                </div>
                <Scroll label="Policy text">
                  <Numbered text={text} />
                </Scroll>
              </section>
              <div className="grid content-start gap-4">
                <section className="card grid gap-3 p-4 text-13" aria-labelledby="history">
                  <h2 id="history">History</h2>
                  <ol className="grid gap-3">
                    {history.map(({ policy: digest, appliedAt, by, ledgerIndex }) => (
                      <li key={ledgerIndex}>
                        <code title={digest}>{shortDigest(digest)}</code>
                        {digest === current ? <span className="font-650"> in force</span> : null}
                        <p className="text-muted">
                          <Time at={appliedAt} as="moment" /> by {by},{" "}
                          <a className="quiet-link" href={to.entry(ledgerIndex)}>
                            entry {ledgerIndex}
                          </a>
                        </p>
                      </li>
                    ))}
                  </ol>
                  <a className="link" href={to.audit({ application, kind: "policy.applied" })}>
                    In the audit trail
                  </a>
                </section>
                <section className="card grid gap-3 p-4 text-13" aria-labelledby="change">
                  <h2 id="change">To change it</h2>
                  <p className="text-muted">
                    The file lives in a repository of yours. Check it, then apply it; every version is kept by its
                    digest, and every decision names the one it was made under.
                  </p>
                  <CommandLine command="promotrail policy check promotrail.yaml" />
                  <CommandLine command="promotrail policy apply promotrail.yaml" />
                </section>
              </div>
            </div>
            <Try application={application} text={text} />
          </div>
        )}
      </Answer>
    </>
  )
}

/** What another text would have changed; what it takes is loaded when somebody asks. */
function Try({ application, text }: { readonly application: string; readonly text: string }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <section className="card no-print grid gap-4 p-5" aria-labelledby="try">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 id="try">Before you change it</h2>
          <p className="text-13 text-muted">
            See which of the last decisions would have ended otherwise under another policy. Nothing is recorded, and
            nothing comes into force.
          </p>
        </div>
        <button type="button" className="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <FlaskConical size={14} aria-hidden="true" /> Try a policy
        </button>
      </div>
      {isOpen ? (
        <Suspense fallback={null}>
          <TryPolicy application={application} current={text} />
        </Suspense>
      ) : null}
    </section>
  )
}

function Numbered({ text }: { readonly text: string }) {
  return (
    <pre className="numbered">
      {text
        .replace(/\n$/, "")
        .split("\n")
        .map((line, at) => (
          // Lines of a fixed text: their number is what they are.
          // oxlint-disable-next-line react/no-array-index-key
          <code key={at}>{line === "" ? "\u200b" : line}</code>
        ))}
    </pre>
  )
}
