import { useParams } from "@tanstack/react-router"
import type { WireDecision } from "@promotrail/contract"
import { useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { CommandLine } from "../../parts/copy.tsx"
import { Head } from "../../parts/head.tsx"
import { titled } from "../../parts/names.ts"
import { Pill, StateIcon } from "../../parts/state-mark.tsx"
import { VERDICT_LOOK } from "../../parts/states.ts"
import { Time } from "../../parts/time.tsx"
import { Answer } from "../answer.tsx"
import { Checks } from "./checks.tsx"
import { Proof } from "./proof.tsx"

/** One decision: the verdict, each check, what would change it, and the proof of it. */
export function DecisionPage() {
  const { id } = useParams({ from: "/decisions/$id" })
  const decision = useReading("getDecision", { params: { decision: id } })
  return <Answer of={decision}>{(found) => <Found decision={found} />}</Answer>
}

function Found({ decision }: { readonly decision: WireDecision }) {
  const { application, release, edge, verdict, mode, actor, now } = decision
  const look = VERDICT_LOOK[verdict]
  return (
    <>
      <Head
        title={`${release} into ${titled(edge.to)}: ${look.past.toLowerCase()}`}
        crumbs={[
          { text: application, href: to.releases(application) },
          { text: release, href: to.release(application, release) },
          { text: "Decision" },
        ]}
      >
        <span>
          asked <Time at={now} as="both" /> by {actor}
        </span>
        {edge.lane === null ? null : <span>lane {edge.lane}</span>}
        {mode === "advisory" ? <Pill state="not-applicable">Advisory: recorded, binds nobody</Pill> : null}
        <a className="quiet-link" href={to.release(application, release)}>
          The matrix as it is now
        </a>
      </Head>
      <section className="banner" data-state={look.state} aria-label="Verdict">
        <div className="banner-text">
          <span className="state-ink">
            <StateIcon state={look.state} size={22} />
          </span>
          <div className="grid min-w-0 flex-1 gap-1">
            <h2>{decision.says}</h2>
            {decision.reasons.length === 0 ? null : (
              <p className="text-13 text-muted">
                {decision.reasons.map((code) => (
                  <code key={code} className="mr-3 break-all">
                    {code}
                  </code>
                ))}
              </p>
            )}
          </div>
        </div>
      </section>
      <div className="policy-layout">
        <div className="grid min-w-0 gap-4">
          <Unblock decision={decision} />
          <Checks decision={decision} />
        </div>
        <div className="grid content-start gap-4">
          <Proof decision={decision} />
          <section className="card grid gap-3 p-4 text-13" aria-labelledby="commands">
            <h2 id="commands">In the terminal</h2>
            <CommandLine command={`promotrail why ${decision.id}`} />
            <CommandLine command={`promotrail replay ${decision.id}`} />
            <CommandLine
              command={`promotrail gate --app ${application} --release ${release} --to ${edge.to}${edge.lane === null ? "" : ` --lane ${edge.lane}`}`}
            />
          </section>
        </div>
      </div>
    </>
  )
}

function Unblock({ decision: { unblock, verdict } }: { readonly decision: WireDecision }) {
  if (verdict === "allow") return null
  return (
    <section className="card grid gap-3 p-5" aria-labelledby="unblock">
      <h2 id="unblock">To unblock</h2>
      {unblock.length === 0 ? (
        <p className="text-muted">Nothing that can be done to this release alone would make it an allow.</p>
      ) : null}
      {unblock.length < 2 ? null : <p className="text-13 text-muted">Any one of these is enough:</p>}
      <ol className="grid gap-3">
        {unblock.map(({ says, actions }, at) => (
          <li key={says} className="flex gap-3">
            {unblock.length < 2 ? null : (
              <span aria-hidden="true" className="text-muted">
                {at + 1}.
              </span>
            )}
            <ul className="grid min-w-0 gap-1">
              {actions.map((action) => (
                <li key={action.says} className="min-w-0 break-words">
                  {titled(action.says)} <span className="text-muted">({action.who})</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  )
}
