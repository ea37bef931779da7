import type { WireDecision } from "@promotrail/contract"
import type { MatrixView } from "@promotrail/core"
import { to } from "../../parts/addresses.ts"
import { CommandLine } from "../../parts/copy.tsx"
import { titled } from "../../parts/names.ts"
import { StateIcon } from "../../parts/state-mark.tsx"
import { CHECK_LOOK, loudest, VERDICT_LOOK } from "../../parts/states.ts"
import { Time } from "../../parts/time.tsx"
import type { WireCheck } from "./blockers.ts"

/** What the next environment asks for, kind by kind, and what was decided so far. */
export function PathCard({ view, next }: { readonly view: MatrixView; readonly next: WireDecision | null }) {
  const decided = view.columns.filter(({ decision }) => decision !== null)
  if (next === null && decided.length === 0) return null
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="path">
      <h2 id="path">{next === null ? "Decisions" : `Path to ${titled(next.edge.to)}`}</h2>
      {next === null ? null : <Steps next={next} />}
      {next?.verdict === "allow" ? (
        <div className="grid gap-1.5 text-13">
          <p className="text-muted">Once it is deployed, say so:</p>
          <CommandLine
            command={`promotrail record-deployment --app ${next.application} --release ${next.release} --environment ${next.edge.to} --status succeeded`}
          />
        </div>
      ) : null}
      {decided.length === 0 ? null : (
        <div className="grid gap-1 border-t border-hairline pt-3 text-13">
          <h3 className="text-muted">Newest decisions</h3>
          <ul className="grid gap-1">
            {decided.map(({ environment, decision }) =>
              decision === null ? null : (
                <li key={environment} className="flex justify-between gap-2">
                  <a className="link" href={to.decision(decision.id)}>
                    {VERDICT_LOOK[decision.verdict].past} into {titled(environment)}
                  </a>
                  <span className="text-muted">
                    <Time at={decision.at} as="short" />
                  </span>
                </li>
              ),
            )}
          </ul>
        </div>
      )}
    </section>
  )
}

type Step = { readonly title: string; readonly checks: readonly WireCheck[] }

function stepsOf({ checks, edge }: WireDecision): readonly Step[] {
  const steps = new Map<string, WireCheck[]>()
  for (const check of checks) {
    const title = titleOf(check, edge)
    steps.set(title, [...(steps.get(title) ?? []), check])
  }
  return [...steps].map(([title, list]) => ({ title, checks: list }))
}

function titleOf({ kind, part }: WireCheck, { from, to: target }: WireDecision["edge"]): string {
  if (kind === "coverage") return part === "entry" ? `Coverage entering ${target}` : `Coverage leaving ${from}`
  const known: Readonly<Record<string, string>> = {
    "coverage.regression": `Regression against ${target}`,
    evidence: `Evidence from ${from}`,
    upstream: `Promoted to ${from}`,
    "release.blocked": "Not blocked",
  }
  return known[kind] ?? titled(kind)
}

function Steps({ next }: { readonly next: WireDecision }) {
  return (
    <ul className="grid gap-3">
      {stepsOf(next).map(({ title, checks }) => {
        const applying = checks.filter(({ outcome }) => outcome !== "not_applicable")
        const met = applying.filter(({ outcome }) => ["pass", "warn", "waived"].includes(outcome))
        const bad = applying.filter((check) => !met.includes(check))
        const state = loudest(checks.map(({ outcome }) => CHECK_LOOK[outcome].state))
        return (
          <li key={title} className="flex gap-3">
            <span className="state-ink pt-1" data-state={state}>
              <StateIcon state={state} size={16} />
            </span>
            <div className="min-w-0 text-13">
              <p className="font-500">{title}</p>
              <p className="text-muted">{saysOf(checks, applying.length, met.length)}</p>
              {applying.length === 1
                ? null
                : bad.map((check) => (
                    <p key={check.id} className="break-words">
                      {check.category ?? "all categories"}: <span className="text-muted">{check.says}</span>
                    </p>
                  ))}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function saysOf(checks: readonly WireCheck[], applying: number, met: number): string {
  const [only] = checks
  if (applying === 0) return "does not apply here"
  if (checks.length === 1 && only !== undefined && only.outcome !== "pass") return only.says
  return applying === 1 && met === 1 ? "met" : `${met} of ${applying} met`
}
