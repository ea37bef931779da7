import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import {
  answerAddCheckpoint,
  parseAddCheckpoint,
  textOfUtf8,
  type NoteKey,
  type WitnessAnswer,
  type Witnessed,
} from "@promotrail/core"
import { LOG_HASHER, sha256 } from "../hashes.ts"
import { SIGNATURES } from "../signatures.ts"
import type { WitnessFolder } from "./witness-folder.ts"

/** What a witness is made of. */
export type Witness = {
  readonly folder: WitnessFolder
  readonly logs: readonly NoteKey[]
  readonly nowMs: () => number
  /** Told what the people who run it must know. */
  readonly say: (line: string) => void
}

/** 63 lines of proof and a checkpoint with many signatures have room in it. */
const MAX_BODY_BYTES = 64 * 1024
/** Whoever was first every time while one request was answered. */
const MAX_ATTEMPTS = 100

type Answer = { readonly status: number; readonly body: string; readonly mediaType?: string }

/**
 * A witness as c2sp.org/tlog-witness describes it: `POST /add-checkpoint`, and the newest cosigned checkpoint of a log
 * under the SHA-256 of its origin. It asks nobody who they are; the log's signature is the ticket.
 */
export function witnessServer(witness: Witness): Server {
  const server = createServer(
    {
      maxHeaderSize: 8 * 1024,
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => void respond(witness, request, response),
  )
  server.maxConnections = 256
  server.maxRequestsPerSocket = 1_000
  return server
}

async function respond(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let answer: Answer
  try {
    answer = await answerTo(witness, request)
  } catch (error) {
    // A client that went away is nobody's fault, and has nobody to be answered.
    if (request.destroyed && !request.complete) return
    witness.say(`could not answer: ${error instanceof Error ? error.message : String(error)}`)
    answer = { status: 500, body: "this witness could not store or sign; nothing was cosigned\n" }
  }
  const { status, body, mediaType = "text/plain; charset=utf-8" } = answer
  // What was not read to its end would be taken for the next request.
  const rest = request.complete ? {} : { connection: "close" }
  response.writeHead(status, {
    "content-type": mediaType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...rest,
  })
  response.end(body)
}

async function answerTo(witness: Witness, request: IncomingMessage): Promise<Answer> {
  const { method = "", url = "" } = request
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(url) ?? []
  if (url !== "/add-checkpoint" && originHash === undefined) return { status: 404, body: "nothing is here\n" }
  if (originHash !== undefined) {
    if (method !== "GET" && method !== "HEAD") return { status: 405, body: "a checkpoint is read with GET\n" }
    const note = witness.folder.checkpointOf(originHash)
    return note === undefined
      ? { status: 404, body: "nothing of that log was cosigned here\n" }
      : { status: 200, body: note }
  }
  if (method !== "POST") return { status: 405, body: "a checkpoint is added with POST\n" }
  const bytes = await bodyOf(request)
  if (bytes === undefined) return { status: 413, body: `a request has ${MAX_BODY_BYTES} bytes at most\n` }
  const body = textOfUtf8(bytes)
  return body === undefined ? { status: 400, body: "the request is not UTF-8\n" } : addCheckpoint(witness, body)
}

/** The body, or undefined where it is longer than any request; then the rest is not read. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return undefined
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>()
  const pieces: Buffer[] = []
  let total = 0
  request.on("data", (piece: Buffer) => {
    total += piece.length
    if (total > MAX_BODY_BYTES) {
      request.pause()
      resolve(undefined)
    } else pieces.push(piece)
  })
  request.on("end", () => resolve(Buffer.concat(pieces)))
  request.on("error", reject)
  request.on("close", () => reject(new Error("the request ended before its body")))
  return promise
}

/** Answers, stores and signs. The comparison and the store are one step; when another request was first, it is asked again. */
async function addCheckpoint({ folder, logs, nowMs, say }: Witness, body: string): Promise<Answer> {
  const keysOf = (origin: string): readonly NoteKey[] | undefined => {
    const keys = logs.filter(({ name }) => name === origin)
    return keys.length === 0 ? undefined : keys
  }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    let before: Witnessed | undefined
    const witnessedOf = (origin: string) => (before = folder.witnessedOf(origin))
    const answer = await answerAddCheckpoint(
      body,
      { keysOf, witnessedOf },
      { hasher: LOG_HASHER, sha256, verifier: SIGNATURES },
    )
    if (answer.status !== 200) {
      tellTrouble(answer, body, before, say)
      return answer
    }
    const { origin, next, text } = answer
    const cosigned = folder.cosign(
      { origin, before, next, note: noteOf(body, text, logs) },
      Math.floor(nowMs() / 1_000),
    )
    if (cosigned.ok) {
      if (next.size !== before?.size) say(`cosigned ${origin}: ${next.size} entries`)
      return { status: 200, body: cosigned.value }
    }
    if (cosigned.error.kind === "clock") {
      const last = new Date(cosigned.error.last * 1_000).toISOString()
      say(
        `the clock stands before ${last}, the time of a signature that is out. Nothing is signed until it is past that.`,
      )
      return { status: 503, body: `the clock of this witness stands before its newest signature (${last})\n` }
    }
  }
  return { status: 503, body: "too many requests for this log at once\n" }
}

/** The note with the signatures of the logs that are trusted here: others could write below it what they like. */
function noteOf(body: string, text: string, logs: readonly NoteKey[]) {
  const asked = parseAddCheckpoint(body)
  if (!asked.ok) throw new Error("a request that was accepted cannot be read")
  const signatures = asked.value.note.signatures.filter(({ name, id }) =>
    logs.some((log) => log.name === name && log.id === id),
  )
  return { text, signatures }
}

/** Tells of requests that a log in order never sends. Its signature was good, or this witness would not have got here. */
function tellTrouble(
  answer: WitnessAnswer,
  body: string,
  before: Witnessed | undefined,
  say: (line: string) => void,
): void {
  const asked = parseAddCheckpoint(body)
  if (!asked.ok || (answer.status !== 409 && answer.status !== 422)) return
  const { oldSize, checkpoint } = asked.value
  const { origin, size, root } = checkpoint
  const seen = before?.size ?? 0
  if (answer.status === 422)
    say(`${origin}: its checkpoint of ${size} entries does not continue the ${seen} cosigned here.`)
  else if (oldSize === seen && size === seen && root !== before?.root)
    say(`${origin}: it has signed two different logs of ${size} entries. One of them was cosigned here.`)
  else if (size < seen) say(`${origin}: its checkpoint has ${size} entries, and ${seen} were cosigned here.`)
  else if (oldSize > seen)
    say(
      `${origin}: it says that ${oldSize} entries were cosigned here, and this folder remembers ${seen}. Was the folder restored from a backup? Then begin with an empty one, under a new name.`,
    )
}
