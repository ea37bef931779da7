/** The part of the platform's `TextDecoder` this package needs. */
export type Decoder = { decode(bytes?: Uint8Array, options?: { stream?: boolean }): string }

/** Decoders are handed in (the platform's TextDecoder with `fatal: true`); undefined for an unknown label. */
export type DecoderFactory = (label: string) => Decoder | undefined
