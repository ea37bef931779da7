import { RefusedInput } from "./refusal.ts"

/** The part of the platform's `TextDecoder` this package needs. */
export type Decoder = { decode(bytes?: Uint8Array, options?: { stream?: boolean }): string }

/** Decoders are handed in (the platform's TextDecoder with `fatal: true`); undefined for an unknown label. */
export type DecoderFactory = (label: string) => Decoder | undefined

/** The decoder of UTF-8, which every platform has. */
export function utf8Of({ decoders }: { readonly decoders: DecoderFactory }): Decoder {
  const utf8 = decoders("utf-8")
  if (utf8 === undefined) throw new RefusedInput({ kind: "unknown-encoding", label: "utf-8" })
  return utf8
}
