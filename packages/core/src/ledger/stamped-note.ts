import { base64Of, bytesOfBase64 } from "../kernel/base64.ts"

/** A checkpoint and the RFC 3161 answer over exactly these bytes; one is worth nothing without the other. */
export type StampedNote = { readonly note: string; readonly response: Uint8Array }

/** Spells both as one text: the note, an empty line, the answer in base64 on one line. */
export const formatStampedNote = ({ note, response }: StampedNote): string => `${note}\n${base64Of(response)}\n`

/** Takes them apart again; undefined for any other text. */
export function parseStampedNote(text: string): StampedNote | undefined {
  const cut = text.lastIndexOf("\n\n")
  if (cut === -1 || !text.endsWith("\n")) return undefined
  const response = bytesOfBase64(text.slice(cut + 2, -1))
  return response === undefined || response.length === 0 ? undefined : { note: text.slice(0, cut + 1), response }
}
