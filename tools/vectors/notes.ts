import { createPrivateKey, sign } from "node:crypto"
import {
  answerAddCheckpoint,
  bytesOfHex,
  formatCheckpoint,
  formatNote,
  formatNoteKey,
  noteKey,
  openNote,
  parseCheckpoint,
  parseNote,
  parseNoteKey,
  type Witnessed,
} from "@promotrail/core"
import { LEDGER_HASHER, sha256 } from "@promotrail/server"
import { SIGNATURES } from "@promotrail/cli"
import { readVectors, type VectorCase } from "./case.ts"

/** Signed notes and their keys, of C2SP and Go's sumdb. */
export function noteCases(): readonly VectorCase[] {
  return [
    ...readVectors<readonly NoteCase[]>("signed-note", "notes.json").map((vector) => ({
      name: `signed-note/notes.json: ${vector.name}`,
      run: () => openedAs(vector),
    })),
    ...readVectors<readonly { readonly vkey: string; readonly ok: boolean }[]>("signed-note", "vkeys.json").map(
      ({ vkey, ok }) => ({
        name: `signed-note/vkeys.json: ${vkey}`,
        run() {
          const key = parseNoteKey(vkey, sha256)
          return { said: key.ok && formatNoteKey(key.value), expected: ok && vkey }
        },
      }),
    ),
    ...readVectors<readonly { readonly skey: string; readonly text: string; readonly note: string }[]>(
      "signed-note",
      "sign.json",
    ).map(({ skey, text, note }) => ({
      name: "signed-note/sign.json",
      run: () => ({ said: signedBy(skey, text), expected: note }),
    })),
  ]
}

type NoteCase = {
  readonly name: string
  readonly note?: string
  readonly noteBase64?: string
  readonly vkeys: readonly string[]
  readonly ok: boolean
  readonly verified?: readonly string[]
  readonly unverified?: number
}

async function openedAs({ note, noteBase64, vkeys, ok, verified, unverified }: NoteCase) {
  const expected = ok ? [verified, unverified] : "refused"
  const text = note ?? utf8In(noteBase64 ?? "")
  const parsed = text === undefined ? undefined : parseNote(text)
  const keys = vkeys.map((vkey) => parseNoteKey(vkey, sha256))
  if (parsed?.ok !== true) return { said: "refused", expected }
  const opened = await openNote(
    parsed.value,
    keys.flatMap((key) => (key.ok ? [key.value] : [])),
    SIGNATURES,
  )
  if (!opened.ok) return { said: "refused", expected }
  const names = opened.value.verified.map(({ key }) => key.name)
  return { said: [names, unverified === undefined ? undefined : opened.value.unknown], expected }
}

/** What is no UTF-8 is no note; that is for the reader of the file to see. */
function utf8In(base64: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(base64, "base64"))
  } catch {
    return undefined
  }
}

/** Signs with a published key of Go: `PRIVATE+KEY+name+id+base64(type ‖ seed)`. */
function signedBy(skey: string, text: string): string {
  const [, name = "", id = "", base64 = ""] = /^PRIVATE\+KEY\+([^+]*)\+([0-9a-f]{8})\+(.+)$/.exec(skey) ?? []
  const seed = Buffer.from(base64, "base64").subarray(1)
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
    format: "der",
    type: "pkcs8",
  })
  const signature = sign(null, Buffer.from(text), key)
  return formatNote({ text, signatures: [{ name, id, signature, isCanonical: true }] })
}

/** Texts of checkpoints. */
export function checkpointCases(): readonly VectorCase[] {
  const vectors = readVectors<readonly { readonly name: string; readonly body: string; readonly ok: boolean }[]>(
    "checkpoint",
    "bodies.json",
  )
  return vectors.map(({ name, body, ok }) => ({
    name: `checkpoint/bodies.json: ${name}`,
    run() {
      const read = parseCheckpoint(body)
      return { said: read.ok && formatCheckpoint(read.value), expected: ok && body }
    },
  }))
}

type WitnessVector = {
  readonly logOrigin: string
  readonly logEd25519PublicKeyHex: string
  readonly steps: readonly {
    readonly requestBody: string
    readonly status: number
    readonly asserts: readonly string[]
  }[]
}

/** A conversation with a witness: what it answers follows from what it saw before. */
export function witnessCases(): readonly VectorCase[] {
  const file = "litewitness-steps-1-6.json"
  const { logOrigin, logEd25519PublicKeyHex, steps } = readVectors<WitnessVector>("witness", file)
  const keys = [noteKey(logOrigin, "ed25519", bytesOfHex(logEd25519PublicKeyHex), sha256)]
  const statusOf = async (at: number): Promise<number> => {
    let witnessed: Witnessed | undefined
    let status = 0
    for (const { requestBody } of steps.slice(0, at + 1)) {
      const answer = await answerAddCheckpoint(
        requestBody,
        { keysOf: (origin) => (origin === logOrigin ? keys : undefined), witnessedOf: () => witnessed },
        { hasher: LEDGER_HASHER, sha256, verifier: SIGNATURES },
      )
      if (answer.status === 200) witnessed = answer.next
      ;({ status } = answer)
    }
    return status
  }
  return steps.map(({ status, asserts }, at) => ({
    name: `witness/${file}: step ${at + 1}`,
    async run() {
      // The vector is of 2025; version 1.0.0 of the specification says 404 of a log that is not known.
      const isUnknownLog = asserts.some((said) => said.includes("unknown log"))
      return { said: await statusOf(at), expected: isUnknownLog ? 404 : status }
    },
  }))
}
