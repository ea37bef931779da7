import type { WireDecision } from "@promotrail/contract"
import { CommandLine } from "../../parts/copy.tsx"
import { titled } from "../../parts/names.ts"
import { StateIcon } from "../../parts/state-mark.tsx"
import { checkState, loudest } from "../../parts/states.ts"
import type { WireCheck } from "./blockers.ts"

/** What the next environment asks for, kind by kind. */
export function PathCard({ next }: { readonly next: WireDecision }) {
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="path">
      <h2 id="path">Path to {titled(next.edge.to)}</h2>
      <Steps next={next} />
      {next.verdict === "allow" ? (
        <div className="grid gap-1.5 text-13">
          <p className="text-muted">Once it is deployed, say so:</p>
          <CommandLine
            command={`promotrail record-deployment --app ${next.application} --release ${next.release} --environment ${next.edge.to} --status succeeded`}
          />
        </div>
      ) : null}
    </section>
  )
}

type Step = { readonly title: string; readonly checks: readonly WireCheck[] }

function stepsOf({ checks, edge }: WireDecision): readonly Step[] {
  const steps = new Map<string, WireCheck[]>()
  for (const check of checks) {
    // A release that nobody blocked needs no line that says so.
    if (check.kind === "release.blocked" && check.outcome === "not_applicable") continue
    const title = stepOf(check, edge)
    steps.set(title, [...(steps.get(title) ?? []), check])
  }
  return [...steps].map(([title, list]) => ({ title, checks: list }))
}

function stepOf({ kind, part, report, title }: WireCheck, { from, to: target }: WireDecision["edge"]): string {
  if (kind === "coverage") return part === "entry" ? `Coverage entering ${target}` : `Coverage leaving ${from}`
  const known: Readonly<Record<string, string>> = {
    "coverage.regression": `Regression against ${target}`,
    evidence: `Evidence from ${from}`,
    upstream: `Promoted to ${from}`,
    "release.blocked": "Not blocked",
  }
  return known[kind] ?? titled(report === undefined ? kind : title)
}

function Steps({ next }: { readonly next: WireDecision }) {
  return (
    <ul className="grid gap-2">
      {stepsOf(next).map(({ title, checks }) => {
        const state = loudest(checks.map(checkState))
        const { short, long } = saysOf(checks)
        return (
          <li key={title} className="flex gap-2.5 text-13">
            <span className="state-ink pt-0.5" data-state={state}>
              <StateIcon state={state} size={15} />
            </span>
            <div className="min-w-0 flex-1">
              <p className="flex justify-between gap-2">
                <span className="min-w-0">{title}</span>
                <span className="shrink-0 text-muted">{short}</span>
              </p>
              {long === null ? null : <p className="text-12 break-words text-muted">{long}</p>}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** `9 of 11 met`; and the sentence of a check that stands for itself and is not met. */
function saysOf(checks: readonly WireCheck[]): { readonly short: string; readonly long: string | null } {
  const applying = checks.filter(({ outcome }) => outcome !== "not_applicable")
  const met = applying.filter(({ outcome }) => ["pass", "warn", "waived"].includes(outcome))
  const [first] = applying
  if (first === undefined) return { short: "not here", long: null }
  if (applying.length > 1) return { short: `${met.length} of ${applying.length} met`, long: null }
  return met.length === 1 ? { short: "met", long: null } : { short: "not met", long: first.says }
}
