/** What a registry asks for before it answers: a token of a service it names, or a user and a password. */
export type Challenge =
  | { readonly scheme: "basic" }
  | { readonly scheme: "bearer"; readonly realm: string; readonly service?: string; readonly scope?: string }

const PART = /\s*,?\s*(?:([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([!#$%&'*+.^_`|~\w-]+))/y

/** Reads `WWW-Authenticate` (RFC 9110 §11.6.1). Of several challenges Bearer is preferred; of what is not understood, nothing. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const schemes: { readonly name: string; readonly values: Map<string, string> }[] = []
  const text = (header ?? "").slice(0, 8192)
  PART.lastIndex = 0
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    const [, key, quoted, bare, scheme] = part
    if (scheme !== undefined) schemes.push({ name: scheme.toLowerCase(), values: new Map() })
    else if (key !== undefined)
      schemes.at(-1)?.values.set(key.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "")
  }
  const bearer = schemes.find(({ name, values }) => name === "bearer" && values.has("realm"))?.values
  if (bearer !== undefined) {
    const [service, scope] = [bearer.get("service"), bearer.get("scope")]
    return {
      scheme: "bearer",
      realm: bearer.get("realm") ?? "",
      ...(service === undefined ? {} : { service }),
      ...(scope === undefined ? {} : { scope }),
    }
  }
  return schemes.some(({ name }) => name === "basic") ? { scheme: "basic" } : undefined
}
