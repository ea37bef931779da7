import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import { canonicalJson, type Digest, type EventOf, type Json } from "@promotrail/core"
import type { ReportIntake } from "../ports/reader.ts"
import { READER } from "../workers/reader-name.ts"

type Upload = EventOf<"evidence.recorded">["data"]

/** Answers that say how reading went wrong, not what the file is: reading it once more might end the same way here. */
const NOT_READ: ReadonlySet<string | null> = new Set(["reader-crashed", "too-slow", "too-many-categories"])
const INSTEAD = "what was read from it then is taken instead"

/** Reads a raw file as it was read then, within the limits of the intake, and says what is different; `null`: nothing. */
export async function readAgain(
  then: Upload,
  path: string,
  intake: Pick<ReportIntake, "read">,
): Promise<string | null> {
  const digest = await digestOfFile(path)
  if (digest === undefined) return `the raw file is gone; ${INSTEAD}`
  if (digest !== then.raw) return `the raw file is another one now; ${INSTEAD}`
  if (NOT_READ.has(then.code)) return null
  const { application, category, inventory, retries } = then
  const now = await intake.read({ path, application, category, inventory, retries })
  if (now.code === "too-slow") return `reading it again took too long for its size and was ended; ${INSTEAD}`
  if (now.code === "reader-crashed") return `the reader broke down over it; ${INSTEAD}`
  const other = (["outcome", "kind", "subject", "format", "code", "unfit", "producedAt", "counts"] as const).filter(
    (name) => canonicalJson((now[name] ?? null) as Json) !== canonicalJson((then[name] ?? null) as Json),
  )
  if (other.length === 0 && (now.facts?.digest ?? null) === then.facts) return null
  const what = other.map((name) => `${name} ${JSON.stringify(then[name])} then, ${JSON.stringify(now[name])} now`)
  const by = READER === then.reader ? `${READER}, as then` : `${READER}; ${then.reader} read it then`
  return `read by ${by}: ${what.length === 0 ? "single results or items differ" : what.join("; ")}; ${INSTEAD}`
}

async function digestOfFile(path: string): Promise<Digest | undefined> {
  const hashing = createHash("sha256")
  try {
    await pipeline(createReadStream(path), hashing)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
  return `sha256:${hashing.digest("hex")}` as Digest
}
