import { RefusedInput } from "../refusal.ts"
import { isSpace } from "./characters.ts"
import { UNFINISHED, type Window } from "./window.ts"

/** A DOCTYPE that was passed over. */
export type Doctype = { readonly end: number; readonly external: boolean }

/**
 * Passes over the DOCTYPE at `at`. Honest reports name an external document type, which is never fetched; one that
 * declares something itself is refused, because entities can hide or multiply content and defaults add attributes.
 */
export function readDoctype(window: Window, at: number): Doctype | typeof UNFINISHED {
  const { bytes } = window
  let external = false
  let i = at + "<!DOCTYPE".length
  if (bytes[i] !== 0 && !isSpace(bytes[i]!)) window.refuseSyntax(i, "a DOCTYPE without a space")
  for (;;) {
    const byte = bytes[i]!
    if (byte === 0) return UNFINISHED
    if (byte === 0x3e) return { end: i + 1, external }
    if (byte === 0x3c) window.refuseSyntax(i, "a < in the DOCTYPE")
    if (byte === 0x5b) {
      // Some writers leave an empty subset behind, which declares nothing.
      i++
      while (isSpace(bytes[i]!)) i++
      if (bytes[i] === 0) return UNFINISHED
      if (bytes[i] !== 0x5d) throw new RefusedInput({ kind: "entity-declaration", line: window.lineAt(at) })
    }
    if (byte === 0x22 || byte === 0x27) {
      external = true
      i++
      while (bytes[i] !== byte && bytes[i] !== 0) i++
      if (bytes[i] === 0) return UNFINISHED
    }
    i++
  }
}
