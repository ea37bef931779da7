import { useParams } from "@tanstack/react-router"
import { useReading } from "../api/queries.ts"
import { to } from "../parts/addresses.ts"
import { CommandLine, CopyButton } from "../parts/copy.tsx"
import { Digest, shortDigest } from "../parts/digest.tsx"
import { Head } from "../parts/head.tsx"
import { Scroll } from "../parts/scroll.tsx"
import { Time } from "../parts/time.tsx"
import { Answer } from "./answer.tsx"

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
                  The file lives in a repository of yours. Check it, then apply it; every version is kept by its digest,
                  and every decision names the one it was made under.
                </p>
                <CommandLine command="promotrail policy check promotrail.yaml" />
                <CommandLine command="promotrail policy apply promotrail.yaml" />
              </section>
            </div>
          </div>
        )}
      </Answer>
    </>
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
