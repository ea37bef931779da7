import { deflateRawSync, inflateRawSync } from "node:zlib"
import type { Digest } from "@promotrail/core"
import { beginsWith, blocksOf } from "./blocks.ts"
import type { RowOf } from "./schema.ts"

/** Below this, deflating costs more time than it saves room: most decisions stay under it. */
const WORTH_PACKING = 8_192

/** An object as a row. What deflating does not make smaller (facts are deflated already) stays as it is. */
export function packObject(digest: Digest, bytes: Uint8Array): RowOf<"object"> {
  const packed = bytes.length > WORTH_PACKING && !isDeflated(bytes) ? deflateRawSync(bytes, { level: 1 }) : undefined
  return packed !== undefined && packed.length < bytes.length
    ? { digest, size: bytes.length, packed: 1, bytes: packed }
    : { digest, size: bytes.length, packed: 0, bytes }
}

export function unpackObject({ packed, bytes, size }: Pick<RowOf<"object">, "packed" | "bytes" | "size">): Uint8Array {
  return packed === 1 ? inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) }) : bytes
}

/** First bytes of a facts object of tests (`facts.ts`), and of one of other items (`items.ts`). */
export const FACTS_MAGIC = new TextEncoder().encode("promotrail/facts/1\n")
export const ITEMS_MAGIC = new TextEncoder().encode("promotrail/items/1\n")

/** What facts say, a text for each of their blocks, of whatever kind they are; undefined for any other object. */
export function blocksOfFacts(bytes: Uint8Array): Iterable<string> | undefined {
  const magic = [FACTS_MAGIC, ITEMS_MAGIC].find((known) => beginsWith(known, bytes))
  return magic === undefined ? undefined : blocksOf(magic, bytes).map((lines) => lines.join("\n"))
}

const isDeflated = (bytes: Uint8Array): boolean => beginsWith(FACTS_MAGIC, bytes) || beginsWith(ITEMS_MAGIC, bytes)
