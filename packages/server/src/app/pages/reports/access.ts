import type { AccessReport } from "@promotrail/contract"
import { PREDICATES, readReported, type Instant } from "@promotrail/core"
import { explainLogs, explainLost, type SignedRecords } from "./signed-records.ts"
import { counted } from "./words.ts"

type Act = AccessReport["tokens"][number]["created"]

/** Who may do what as of a moment: the signed records of tokens, folded up to it. */
export async function accessReport(records: SignedRecords, asOf: Instant): Promise<AccessReport> {
  const stand = await records.stand()
  const tokens = new Map<string, AccessReport["tokens"][number]>()
  let lost = 0
  for await (const { log, index, payload } of records.all(stand)) {
    if (payload === null) {
      lost++
      continue
    }
    const reported = readReported(payload)
    if (reported.predicateType !== PREDICATES.access) continue
    const said = reported.predicate as AccessChange
    if (said.at > asOf || (said.change !== "token.created" && said.change !== "token.revoked")) continue
    const { token, scopes, applications, at, actor } = said
    const entry = await records.entryOf(reported)
    const act: Act = { at, by: { id: actor.id, name: entry?.actor.name ?? null }, log, record: index }
    const before = tokens.get(token)
    if (said.change === "token.created") {
      const name = entry?.kind === "token.created" ? entry.data.name : null
      tokens.set(token, { token, name, scopes, applications, created: act, revoked: null })
    } else if (before?.revoked === null) tokens.set(token, { ...before, revoked: act })
  }
  return {
    log: stand.log,
    earlier: stand.earlier,
    isComplete: lost === 0,
    asked: `Access as of ${asOf}.`,
    says: explainAccess(tokens.size, explainLogs(stand), lost),
    asOf,
    tokens: [...tokens.values()],
  }
}

type AccessChange = {
  readonly change: string
  readonly at: Instant
  readonly actor: { readonly id: string }
  readonly token: string
  readonly scopes: readonly string[]
  readonly applications: readonly string[]
}

const explainAccess = (tokens: number, logs: string, lost: number): string =>
  `${counted(tokens, "token")}, folded from ${logs}.${lost === 0 ? " Every one of them was read." : explainLost(lost)}`
