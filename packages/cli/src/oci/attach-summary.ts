import { parseVsa } from "@promotrail/core"
import type { Api } from "../api.ts"
import { refused } from "../failure.ts"
import type { Settings } from "../settings.ts"
import { failureOf } from "../wire/problem.ts"
import { attach } from "./attach.ts"
import { statementInBundle } from "./bundle-statement.ts"
import { registryOpener } from "./open.ts"
import { renderReference, type Reference } from "./reference.ts"
import { resolve } from "./resolve.ts"

/** A recorded decision, as far as it matters here. */
export type Decided = { readonly id: string; readonly artifacts: readonly { readonly digest: string }[] }

/**
 * Attaches the signed summary (SLSA VSA) of a decision to the image it is about, and says where it is. Whatever keeps it
 * from being attached throws; the verdict is given by then and stays: an image without its summary is one that a verifier
 * at deployment does not let in, so nothing is opened by failing here.
 */
export async function attachSummary(
  { id, artifacts }: Decided,
  reference: Reference,
  api: Api,
  settings: Pick<Settings, "variables">,
): Promise<string> {
  const where = renderReference(reference)
  const registry = registryOpener([reference], "pull,push", settings)(reference)
  const { digest } = (await resolve(registry, reference)).fetched
  if (!artifacts.some((one) => one.digest === digest)) {
    throw refused(`${where} is ${digest}, which is no artifact of what was decided. Nothing was attached.`)
  }
  const answer = await api.ask({ method: "GET", path: `/v1/decisions/${encodeURIComponent(id)}/vsa.sigstore.json` })
  if (answer.status !== 200) throw failureOf(answer, api.server)
  const statement = statementInBundle(answer.bytes)
  const vsa = statement === undefined ? undefined : parseVsa(statement)
  if (statement === undefined || vsa?.ok !== true) {
    throw refused(`${api.server} answers with no summary of decision ${id}. Nothing was attached.`)
  }
  const [, hex] = digest.split(":")
  const { subjects, timeVerified } = vsa.value
  if (!subjects.some(({ digests }) => digests.get("sha256") === hex) || timeVerified === undefined) {
    throw refused(`The summary of decision ${id} is not about ${digest}, or has no time. Nothing was attached.`)
  }
  const { predicateType } = statement
  const pushed = await attach(registry, digest, { bundle: answer.bytes, predicateType, createdAt: timeVerified })
  return `The summary of decision ${id} is attached to ${where} (${digest}) as ${pushed}.`
}
