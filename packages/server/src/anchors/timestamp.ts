import { err, formatStampedNote, instantFromEpochMs, ok } from "@promotrail/core"
import { randomBytes, X509Certificate } from "node:crypto"
import { readFile } from "node:fs/promises"
import type { NotAnchored, Outside } from "../ports/anchors.ts"
import { exchange, NoAnswer } from "./exchange.ts"
import { readTimestamp, timestampRequest } from "./timestamp-token.ts"

/** A time stamping authority that is trusted: where it is, and the roots that vouch for it. */
export type TimestampPlace = { readonly url: URL; readonly roots: readonly X509Certificate[] }

/** The roots cannot be used; the message is the sentence for the operator. */
export class RootMistake extends Error {
  override readonly name = "RootMistake"
}

/** Reads the certificates of a PEM file. */
export async function readRoots(file: string): Promise<readonly X509Certificate[]> {
  let text: string
  try {
    text = await readFile(file, "latin1")
  } catch (error) {
    throw new RootMistake(
      `PROMOTRAIL_TSA_CA is ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    )
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (found.length === 0) throw new RootMistake(`PROMOTRAIL_TSA_CA is ${file}, in which there is no certificate.`)
  return found.map((pem) => {
    try {
      return new X509Certificate(pem)
    } catch {
      throw new RootMistake(`PROMOTRAIL_TSA_CA is ${file}, in which a certificate cannot be read. Was the file cut?`)
    }
  })
}

/** A time stamping authority as a place outside (RFC 3161, over HTTP as in section 3.4). */
export function timestampOutside({ url, roots }: TimestampPlace): Outside {
  const refused = (why: string) => err<NotAnchored>({ why, isAlarm: false })
  return {
    kind: "timestamp",
    name: url.host,
    async anchor(log, _size, signal) {
      const { size, note } = await log.head()
      const [data, nonce] = [Buffer.from(note), randomBytes(8)]
      try {
        const { status, body } = await exchange(url, {
          method: "POST",
          type: "application/timestamp-query",
          body: timestampRequest(data, nonce),
          signal,
        })
        if (status !== 200) return refused(`The time stamping authority ${url.host} answered HTTP ${status}.`)
        const time = readTimestamp(body, { data, nonce, roots })
        if (!time.ok)
          return refused(`The token of the time stamping authority ${url.host} does not count: ${time.error}.`)
        const at = instantFromEpochMs(time.value.getTime())
        return ok({ size, at, text: formatStampedNote({ note, response: body }) })
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        return refused(`The time stamping authority ${error.message}.`)
      }
    },
  }
}
