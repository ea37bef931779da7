/**
 * Controls, formats (bidi overrides, zero-width and tag characters), line separators and lone surrogates; and U+2065,
 * which is reserved among the bidi controls and shown by nobody.
 */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u2065]/gu

/** Joiners that ordinary scripts and emoji need; they move nothing. */
const JOINERS = /[\u200c\u200d]/u

/**
 * Foreign text made harmless for terminals and logs: nothing in it can move the cursor, turn the writing direction or
 * break the line. White space becomes a space, everything else of that sort `\ufffd`, so that it is seen.
 */
export function harmless(text: string): string {
  return text.replace(HARMFUL, (harmful) => {
    if (JOINERS.test(harmful)) return harmful
    return /\s/u.test(harmful) && harmful !== "\ufeff" ? " " : "\ufffd"
  })
}
