const DECLARATION =
  /^\s+version\s*=\s*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?$/

/** What is wrong with the XML declaration between `from` and its closing `>`; null when nothing is. */
export function readDeclaration(bytes: Uint8Array, from: number, close: number): string | null {
  let text = ""
  for (let i = from; i < close; i++) text += String.fromCharCode(bytes[i]!)
  return DECLARATION.test(text) ? null : "a broken XML declaration"
}

const ENCODING = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/

/** The encoding label that a document's first characters declare, if they do. */
export function declaredEncoding(head: string): string | undefined {
  return ENCODING.exec(head)?.[1]
}
