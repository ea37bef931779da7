import { STATEMENT_PAYLOAD_TYPE } from "../attest/statement.ts"

const LOST = /^\{"index":(0|[1-9][0-9]{0,14}),"lost":true\}$/
/** What stands around the four parts of a record's line, which have one spelling each: nothing can be hidden in it. */
const [BEFORE_PAYLOAD, BEFORE_KEY, BEFORE_SIGNATURE, BEFORE_INDEX] = [
  '{"envelope":{"payload":"',
  `","payloadType":"${STATEMENT_PAYLOAD_TYPE}","signatures":[{"keyid":"`,
  '","sig":"',
  '"}]},"index":',
] as const

/** A record as its line in a pack has it. */
export type Line = {
  readonly payload: string
  readonly keyId: string
  readonly signature: string
  readonly index: number
}

/** The parts of a line; whether each of them is base64 is seen where it is decoded. */
export function partsOf(line: string): Line | undefined {
  const key = line.indexOf(BEFORE_KEY, BEFORE_PAYLOAD.length)
  const signature = line.indexOf(BEFORE_SIGNATURE, key)
  const index = line.indexOf(BEFORE_INDEX, signature)
  if (!line.startsWith(BEFORE_PAYLOAD) || key === -1 || signature === -1 || index === -1) return undefined
  const number = line.slice(index + BEFORE_INDEX.length, -1)
  if (!line.endsWith("}") || !/^(?:0|[1-9][0-9]{0,14})$/.test(number)) return undefined
  return {
    payload: line.slice(BEFORE_PAYLOAD.length, key),
    keyId: line.slice(key + BEFORE_KEY.length, signature),
    signature: line.slice(signature + BEFORE_SIGNATURE.length, index),
    index: Number(number),
  }
}

/** The index in a line of a record that was lost; NaN for any other line. */
export const lostIndexIn = (line: string): number => Number(LOST.exec(line)?.[1] ?? Number.NaN)
