/** What a byte may be in an XML name: 0 not part of one, 1 may start one, 2 may only continue one. */
export const NAME_BYTE = nameBytes()

/** Where plain text ends: at markup, a reference, a possible `]]>`, and 0, the end of the window. */
export const TEXT_STOP = stops("<&]\0")

/** Where a plain attribute value ends or needs a closer look, by the quote that closes it. */
export const DOUBLE_QUOTED_STOP = stops('"<&\0', true)
export const SINGLE_QUOTED_STOP = stops("'<&\0", true)

function stops(characters: string, spacesAndControls = false): Uint8Array {
  const table = new Uint8Array(256)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  if (spacesAndControls) table.fill(1, 0, 0x20)
  return table
}

function nameBytes(): Uint8Array {
  const table = new Uint8Array(256)
  table.fill(1, 0x41, 0x5b)
  table.fill(1, 0x61, 0x7b)
  for (const character of ":_") table[character.charCodeAt(0)] = 1
  table.fill(2, 0x30, 0x3a)
  for (const character of "-.") table[character.charCodeAt(0)] = 2
  return table
}

const NAME_START_RANGES: readonly (readonly [number, number])[] = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0xeffff],
]
const NAME_ONLY_RANGES: readonly (readonly [number, number])[] = [
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
]

const within = (code: number, ranges: readonly (readonly [number, number])[]) =>
  ranges.some(([from, to]) => code >= from && code <= to)

/** Whether a character beyond ASCII may stand in a name (XML 1.0, fifth edition, productions 4 and 4a). */
export function isNameCharacter(code: number, first: boolean): boolean {
  return within(code, NAME_START_RANGES) || (!first && within(code, NAME_ONLY_RANGES))
}

/** Whether XML 1.0 allows a character at all (production 2). */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}

/** Space, tab, carriage return or newline. */
export const isSpace = (byte: number) => byte === 0x20 || byte === 0xa || byte === 0x9 || byte === 0xd
