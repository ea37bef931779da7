import { decisionToWire, routes } from "@promotrail/contract"
import { ok, type Result } from "@promotrail/core"
import { decisionSummary, deploymentToWire, recordedToWire } from "../../app/pages/wire.ts"
import type { AppError } from "../../app/errors.ts"
import type { Services } from "../../app/services.ts"
import type { Caller } from "../../app/deps.ts"
import { replayedPageToWire, replayToWire } from "../../app/pages/replay.ts"
import { handle, type Handler } from "../handle.ts"
import { mayTakeLong } from "../long-answers.ts"

/** Asking gates, looking decisions up, recording deployments. */
export function gateHandlers({ deps, gates, replays, deployments, metrics }: Services): readonly Handler[] {
  const { store } = deps
  return [
    handle(routes.askGate, async ({ params, body, caller }) => {
      const asked = await gates.ask({ ...params, ...body }, caller)
      if (!asked.ok) return { refused: asked.error }
      const { value, index } = asked.value
      const told = decisionToWire(value, { ledgerIndex: index })
      metrics.decided(told.verdict)
      // Nothing but an allow, or a decision recorded as advisory on purpose, is a success.
      if (told.verdict === "error") return { status: 500, body: told }
      return told.verdict === "allow" || told.mode === "advisory"
        ? { status: 200, body: told }
        : { status: 409, body: told }
    }),
    handle(routes.tryGate, async ({ params, query, caller }) => {
      const tried = await gates.try({ ...params, to: query.to, lane: query.lane ?? null }, caller.actor.name)
      return tried.ok
        ? { status: 200, body: decisionToWire(tried.value, { ledgerIndex: null }) }
        : { refused: tried.error }
    }),
    handle(routes.listDecisions, async ({ query, caller }) => {
      const { after, ...filter } = query
      const beforeIndex = after === undefined ? undefined : Number(after)
      const { rows, more } = await store.read.decisionList({
        ...filter,
        ...(beforeIndex === undefined ? {} : { beforeIndex }),
        ...(caller.within === undefined ? {} : { within: caller.within }),
      })
      const next = more ? String(rows.at(-1)?.ledgerIndex ?? "") : null
      return { status: 200, body: { items: rows.map(decisionSummary), next } }
    }),
    handle(routes.getDecision, async ({ params, caller }) => {
      const found = await gates.get(params.decision)
      if (!found.ok) return { refused: found.error }
      const hidden = outside(found.value.row.application, caller, "decision", params.decision)
      if (!hidden.ok) return { refused: hidden.error }
      return { status: 200, body: recordedToWire(found.value.decision, found.value.row) }
    }),
    handle(routes.getDecisionInput, async ({ params, caller }) => {
      const found = await gates.input(params.decision)
      if (!found.ok) return { refused: found.error }
      const hidden = outside(found.value.row.application, caller, "decision", params.decision)
      if (!hidden.ok) return { refused: hidden.error }
      return { bytes: found.value.text, mediaType: "application/json" }
    }),
    handle(routes.replayDecision, async ({ params, query, caller, request }) => {
      // Before anything is read for long.
      const row = await store.read.decision(params.decision)
      const hidden = outside(row?.application ?? "", caller, "decision", params.decision)
      if (!hidden.ok) return { refused: hidden.error }
      if (query.deep === "true") mayTakeLong(request)
      const found = await replays.one(params.decision, query.deep === "true")
      if (!found.ok) return { refused: found.error }
      return { status: 200, body: replayToWire(found.value) }
    }),
    handle(routes.replayDecisions, async ({ query, caller, request }) => {
      const { after, deep, ...filter } = query
      // A name that was mistyped must not look like one of whose decisions all agree.
      if (filter.application !== undefined && (await store.read.application(filter.application)) === undefined) {
        return { refused: { kind: "unknown-application", application: filter.application } }
      }
      if (deep === "true") mayTakeLong(request)
      const page = await replays.page({
        ...filter,
        deep: deep === "true",
        beforeIndex: after === undefined ? undefined : Number(after),
        within: caller.within,
      })
      return { status: 200, body: replayedPageToWire(page) }
    }),
    handle(routes.recordDeployment, async ({ params, body, caller }) => {
      const recorded = await deployments.record({ ...params, ...body }, caller)
      return recorded.ok ? { status: 201, body: deploymentToWire(recorded.value.value) } : { refused: recorded.error }
    }),
    handle(routes.listDeployments, async ({ params, query }) => {
      const { after, ...filter } = query
      const beforeIndex = after === undefined ? undefined : Number(after)
      const { rows, more } = await store.read.deploymentList({
        ...params,
        ...filter,
        ...(beforeIndex === undefined ? {} : { beforeIndex }),
      })
      const next = more ? String(rows.at(-1)?.ledgerIndex ?? "") : null
      return { status: 200, body: { items: rows.map(deploymentToWire), next } }
    }),
  ]
}

/** What lies outside a token's applications is not there for it. */
function outside(application: string, { within }: Caller, what: string, id: string): Result<void, AppError> {
  if (within === undefined || within.some((name) => name === application)) return ok(undefined)
  return { ok: false, error: { kind: "not-found", what, id } }
}
