/** Names of fields that are no identifiers, `` a.`x-y` `` (CEL, "Field selection"), under names that are some. */
export type QuotedFields = { readonly text: string; readonly names: ReadonlyMap<string, string> }

/** A string in any of its forms, a comment, or a quoted field behind its dot. */
const TOKENS =
  /(?:[rR]|[bB][rR]?|[rR][bB])?(?:"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\/[^\n]*|(\.\s*)`([A-Za-z0-9_./ -]+)`/g

/** Takes the quoted names out of an expression, for a parser that does not know them; every place stays where it was. */
export function withoutQuotes(text: string): QuotedFields {
  if (!text.includes("`")) return { text, names: new Map() }
  const names = new Map<string, string>()
  const plain = text.replace(TOKENS, (token: string, dot?: string, name?: string) => {
    if (dot === undefined || name === undefined) return token
    let stand = ""
    for (let at = names.size; stand === "" || text.includes(stand) || names.has(stand); at++)
      stand = `q${at}`.padEnd(name.length + 2, "_")
    names.set(stand, name)
    return dot + stand
  })
  return { text: plain, names }
}
