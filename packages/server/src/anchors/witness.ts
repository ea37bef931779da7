import {
  askWitness,
  err,
  instantFromEpochMs,
  ok,
  parseCount,
  readWitnessed,
  formatAddCheckpoint,
  textOfUtf8,
  type NotCosignedHead,
  type NoteKey,
  type SignatureVerifier,
} from "@promotrail/core"
import { hash } from "node:crypto"
import type { NotAnchored, Outside } from "../ports/anchors.ts"
import { exchange, NoAnswer } from "./exchange.ts"

/** A witness that is trusted: its key, and where it is. */
export type WitnessPlace = { readonly key: NoteKey; readonly url: URL }

/** A witness as a place outside (c2sp.org/tlog-witness). */
export function witnessOutside({ key, url }: WitnessPlace, verifier: SignatureVerifier): Outside {
  return {
    kind: "witness",
    name: key.name,
    async anchor(log, size, signal) {
      try {
        const ask = (body: string) => asked(url, body, signal)
        const cosigned = await askWitness(log, ask, {
          key,
          verifier,
          ...(size === undefined ? {} : { cosigned: size }),
        })
        if (!cosigned.ok) return err(explainNotCosigned(key.name, cosigned.error))
        const { note, time } = cosigned.value
        return ok({ size: cosigned.value.size, at: instantFromEpochMs(time * 1_000), text: note })
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        return err({ why: `The witness ${key.name} at ${error.message}.`, isAlarm: false })
      }
    },
  }
}

async function asked(url: URL, body: string, signal: AbortSignal) {
  const type = "text/plain; charset=utf-8"
  const { status, body: bytes } = await exchange(below(url, "add-checkpoint"), {
    method: "POST",
    type,
    body: Buffer.from(body),
    signal,
  })
  return { status, body: textOfUtf8(bytes) ?? "" }
}

/** An address below a prefix, whether or not that ends in a slash. */
const below = (url: URL, path: string): URL => new URL(`${url.href.replace(/\/$/, "")}/${path}`)

/** Why a witness has not cosigned, in words. */
function explainNotCosigned(name: string, refusal: NotCosignedHead): NotAnchored {
  const told = (why: string, isAlarm = false): NotAnchored => ({ why, isAlarm })
  switch (refusal.kind) {
    case "log-shrunk":
      return told(
        `The witness ${name} has seen ${refusal.seen} entries, and this server has ${refusal.size}: a backup was restored, or entries were removed. Stop the server, and recover the missing ones from the published log.`,
        true,
      )
    case "log-forked":
      return told(
        `The witness ${name} has cosigned another log of this name${refusal.seen === undefined ? "" : ` with ${refusal.seen} entries`}, which this one with ${refusal.size} entries does not continue: history was rewritten, or two servers sign for it. Stop the server, and compare with what was published.`,
        true,
      )
    case "witness-forgot":
      return told(
        `The witness ${name} says to have seen ${refusal.seen} entries, and has cosigned ${refusal.cosigned}: it was restored from a backup, and is not to be believed any more. Have its people begin a new one, under a new name.`,
        true,
      )
    case "witness-refused":
      return told(`The witness ${name} does not cosign (HTTP ${refusal.status})${ADVICE.get(refusal.status) ?? ""}.`)
    case "witness-garbled":
      return told(
        refusal.why === "signature"
          ? `What the witness ${name} answered holds no right signature of its key. Does PROMOTRAIL_WITNESSES have the right key?`
          : `The witness ${name} answered with a size that is none.`,
      )
  }
}

const ADVICE: ReadonlyMap<number, string> = new Map([
  [403, ": it does not know the key that signed. Give its people the key of this log"],
  [404, ": it does not know this log, or is not at that address. Give its people the key of this log"],
  [503, ": it cannot at the moment; does its clock go wrong?"],
])

/** How much of a log a witness has seen. `isProven`: by a checkpoint that the log itself has signed. */
export type WitnessedSize = {
  readonly name: string
  readonly size: number | undefined
  readonly isProven: boolean
  /** Why nothing is known. */
  readonly why?: string
}

/**
 * Asks every witness how much of this log it has seen; for a server that starts, and wants to know whether it is the
 * newest of its kind before it signs anything. Witnesses that give their checkpoints out prove it; the others are asked
 * with the head that is published, and their word is all there is. One that does not answer says nothing.
 */
export function witnessedSizes(
  witnesses: readonly WitnessPlace[],
  log: { readonly key: NoteKey; readonly origin: string; readonly note: string },
  { verifier, signal }: { readonly verifier: SignatureVerifier; readonly signal: AbortSignal },
): Promise<readonly WitnessedSize[]> {
  return Promise.all(
    witnesses.map(async ({ key, url }): Promise<WitnessedSize> => {
      const { name } = key
      const unknown = (why: string): WitnessedSize => ({ name, size: undefined, isProven: false, why })
      try {
        const path = `${hash("sha256", log.origin, "hex")}/checkpoint`
        const kept = await exchange(below(url, path), { method: "GET", signal })
        const note = kept.status === 200 ? (textOfUtf8(kept.body) ?? "") : ""
        const size = await readWitnessed(note, log.origin, { log: log.key, witness: key }, verifier)
        if (size !== undefined) return { name, size, isProven: true }
        // From 0: who has seen more says how much, as the specification has it.
        const answer = await asked(url, formatAddCheckpoint(0, [], log.note), signal)
        const said = answer.status === 409 ? parseCount(answer.body.replace(/\n$/, "")) : undefined
        if (said !== undefined) return { name, size: said, isProven: false }
        return unknown(answer.status === 200 ? "it has seen nothing before" : `it answered HTTP ${answer.status}`)
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        return unknown(error.message)
      }
    }),
  )
}
