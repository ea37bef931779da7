import { callForFile, type Request, type RouteId } from "./call.ts"
import { unreachable } from "./failure.ts"

/** A file of the signed log as anybody gets it, without the token; undefined where there is none. */
export async function fetchLogFile(path: string): Promise<Uint8Array | undefined> {
  const answer = await fetch(`/log/${path}`, { cache: "no-store" }).catch(() => {
    throw unreachable()
  })
  if (answer.status === 404) return undefined
  if (!answer.ok) throw unreachable()
  return new Uint8Array(await answer.arrayBuffer())
}

/** A text that is served as a file. */
export const fetchText = async <Id extends RouteId>(id: Id, request: Request<Id>): Promise<string> =>
  (await callForFile(id, request)).text()
