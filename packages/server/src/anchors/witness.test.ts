import {
  answerAddCheckpoint,
  cosignedMessage,
  formatCheckpoint,
  formatCosignature,
  formatNote,
  formatSignatureLine,
  noteKey,
  proveConsistency,
  rangesOver,
  type AnchoredLog,
  type NoteAlgorithm,
  type NoteSignature,
  type Witnessed,
} from "@promotrail/core"
import { generateKeyPairSync, hash, sign } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { describe, expect, onTestFinished, test } from "vitest"
import { LEDGER_HASHER, sha256 } from "../storage/shared/hashes.ts"
import { noteVerifier } from "../storage/shared/log/note-verifier.ts"
import { refuseToFork } from "./newest-of-its-kind.ts"
import { witnessedSizes, witnessOutside } from "./witness.ts"

const ORIGIN = "log.example"
const TIME = 1_700_000_000

function signer(name: string, algorithm: NoteAlgorithm) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const key = noteKey(name, algorithm, publicKey.export({ format: "der", type: "spki" }).subarray(-32), sha256)
  const bytes = (note: string): Uint8Array =>
    algorithm === "ed25519"
      ? sign(null, Buffer.from(note), privateKey)
      : formatCosignature({ time: TIME, signature: sign(null, cosignedMessage(note, TIME), privateKey) })
  const signed = (note: string): NoteSignature => ({ name, id: key.id, signature: bytes(note), isCanonical: true })
  return { key, signed }
}

const log = signer(ORIGIN, "ed25519")
const eyes = signer("eyes.example", "cosignature")
const leaves = Array.from({ length: 40 }, (_, at) => LEDGER_HASHER.leaf(Buffer.from(String(at))))
const hashOf = rangesOver((index) => leaves[index] ?? "", LEDGER_HASHER)
const textOf = (size: number) => formatCheckpoint({ origin: ORIGIN, size, root: hashOf(0, size), extensions: [] })
const noteOf = (size: number) => formatNote({ text: textOf(size), signatures: [log.signed(textOf(size))] })
const logOf = (size: number): AnchoredLog => ({
  head: () => Promise.resolve({ origin: ORIGIN, size, note: noteOf(size) }),
  consistency: (from, to) => Promise.resolve(proveConsistency(from, to, hashOf)),
})

async function serving(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

/** A witness that follows the specification; it gives its checkpoints out where it is told to. */
function witness({ givesOut = true } = {}) {
  let [witnessed, kept]: [Witnessed | undefined, string | undefined] = [undefined, undefined]
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === "GET") {
      const isKept = givesOut && kept !== undefined && request.url === `/${hash("sha256", ORIGIN)}/checkpoint`
      response.writeHead(isKept ? 200 : 404).end(isKept ? kept : "")
      return
    }
    const answer = await answerAddCheckpoint(
      await text(request),
      { keysOf: (origin) => (origin === ORIGIN ? [log.key] : undefined), witnessedOf: () => witnessed },
      { hasher: LEDGER_HASHER, sha256, verifier: noteVerifier },
    )
    if (answer.status !== 200) {
      response.writeHead(answer.status).end(answer.body)
      return
    }
    witnessed = answer.next
    const mine = eyes.signed(answer.text)
    kept = formatNote({ text: answer.text, signatures: [log.signed(answer.text), mine] })
    response.end(formatSignatureLine(mine))
  }
  return serving((request, response) => void respond(request, response))
}

const { signal } = new AbortController()
const outside = (url: URL) => witnessOutside({ key: eyes.key, url }, noteVerifier)

test("a witness cosigns the head over HTTP, and the next one after it", async () => {
  const url = await witness()
  const first = await outside(url).anchor(logOf(5), undefined, signal)
  expect(first).toMatchObject({ ok: true, value: { size: 5, at: "2023-11-14T22:13:20.000Z" } })
  expect(first.ok && first.value.text.startsWith(noteOf(5))).toBe(true)
  expect(await outside(url).anchor(logOf(9), 5, signal)).toMatchObject({ ok: true, value: { size: 9 } })
})

test("a log that shrank is an alarm in words", async () => {
  const url = await witness()
  await outside(url).anchor(logOf(9), undefined, signal)
  const found = await outside(url).anchor(logOf(7), undefined, signal)
  expect(found).toStrictEqual({
    ok: false,
    error: {
      isAlarm: true,
      why: expect.stringContaining("has seen 9 entries, and this server has 7: a backup was restored") as string,
    },
  })
})

describe("what is no witness is no anchor, and no alarm", () => {
  const answers: readonly (readonly [string, RequestListener, string])[] = [
    ["one that does not know the log", (_, response) => response.writeHead(404).end(), "HTTP 404"],
    [
      "another key's signature",
      (_, response) => response.end(formatSignatureLine(log.signed("x\n"))),
      "no right signature",
    ],
    ["more than it may say", (_, response) => response.end("x".repeat(70_000)), "answered more than 65536 bytes"],
    [
      "half an answer",
      (_, response) => {
        response.writeHead(200, { "content-length": 100 }).write("x")
        setImmediate(() => response.destroy())
      },
      "127.0.0.1:",
    ],
  ]
  test.for(answers)("%s", async ([, listener, sentence]) => {
    const found = await outside(await serving(listener)).anchor(logOf(5), undefined, signal)
    expect(found).toStrictEqual({
      ok: false,
      error: { isAlarm: false, why: expect.stringContaining(sentence) as string },
    })
  })

  test("a redirect to a right one is not followed", async () => {
    const right = await witness()
    const url = await serving((_, response) =>
      response.writeHead(307, { location: `${right.href}add-checkpoint` }).end(),
    )
    const found = await outside(url).anchor(logOf(5), undefined, signal)
    expect(found).toMatchObject({ ok: false, error: { why: expect.stringContaining("HTTP 307") as string } })
  })

  test("nobody there", async () => {
    const found = await outside(new URL("http://127.0.0.1:1/")).anchor(logOf(5), undefined, signal)
    expect(found).toMatchObject({ ok: false, error: { why: expect.stringContaining("ECONNREFUSED") as string } })
  })

  test("one that never answers is left at once when the server stops", async () => {
    const heard = Promise.withResolvers<void>()
    const url = await serving(() => heard.resolve())
    const stop = new AbortController()
    const found = outside(url).anchor(logOf(5), undefined, stop.signal)
    await heard.promise
    stop.abort()
    expect(await found).toMatchObject({ ok: false, error: { isAlarm: false } })
  })
})

describe("a server that starts asks how long its log has been", () => {
  const asked = async (url: URL, size: number) => {
    const mine = { key: log.key, origin: ORIGIN, note: noteOf(size) }
    return witnessedSizes([{ key: eyes.key, url }], mine, { verifier: noteVerifier, signal })
  }

  test("by the checkpoint that a witness gives out", async () => {
    const url = await witness()
    await outside(url).anchor(logOf(9), undefined, signal)
    expect(await asked(url, 7)).toStrictEqual([{ name: "eyes.example", size: 9, isProven: true }])
  })

  test("by its word alone where it gives none out", async () => {
    const url = await witness({ givesOut: false })
    await outside(url).anchor(logOf(9), undefined, signal)
    expect(await asked(url, 7)).toStrictEqual([{ name: "eyes.example", size: 9, isProven: false }])
  })

  test("and nothing follows from one that does not answer", async () => {
    const [found] = await asked(new URL("http://127.0.0.1:1/"), 7)
    expect(found).toMatchObject({ size: undefined, isProven: false })
  })

  test("nor from a checkpoint that the log has not signed", async () => {
    const forged = formatNote({ text: textOf(30), signatures: [eyes.signed(textOf(30))] })
    const url = await serving((request, response) =>
      response.writeHead(request.method === "GET" ? 200 : 500).end(forged),
    )
    expect(await asked(url, 7)).toMatchObject([{ size: undefined, isProven: false }])
  })
})

describe("a server whose database is behind a witness", () => {
  const start = async (url: URL, sizes: readonly [number, number]) => {
    const told: string[] = []
    const left = [...sizes]
    const readHead = async () => {
      const size = left.shift() ?? 0
      return { key: log.key, origin: ORIGIN, size, note: noteOf(size) }
    }
    const asking = { verifier: noteVerifier, signal }
    await refuseToFork([{ key: eyes.key, url }], readHead, asking, (line) => told.push(line))
    return told
  }
  const seenUpTo = async (size: number, givesOut = true): Promise<URL> => {
    const url = await witness({ givesOut })
    await outside(url).anchor(logOf(size), undefined, signal)
    return url
  }

  test("does not start: an older backup was restored", async () => {
    await expect(start(await seenUpTo(9), [7, 7])).rejects.toThrow(
      "eyes.example has seen 9 records of the log log.example, this database holds 7: an older backup was restored",
    )
  })

  test("starts where another server went on meanwhile", async () => {
    expect(await start(await seenUpTo(9), [7, 9])).toStrictEqual([])
  })

  test("starts where nothing is proven, and says so", async () => {
    expect(await start(await seenUpTo(9, false), [7, 7])).toMatchObject([expect.stringContaining("does not prove it")])
    expect(await start(new URL("http://127.0.0.1:1/"), [7, 7])).toMatchObject([
      expect.stringContaining("could not say"),
    ])
  })
})
