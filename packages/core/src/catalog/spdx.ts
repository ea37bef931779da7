import ids from "spdx-license-ids/index.json" with { type: "json" }
import deprecated from "spdx-license-ids/deprecated.json" with { type: "json" }

/**
 * What a licence expression says (SPDX 3.0.1, annex B). `unknown`: a word that is no licence id of SPDX, a reference
 * to a text of the document's own among them; only a policy that lists it knows what it permits.
 */
export type LicenceTree =
  | LicenceId
  | { readonly kind: "unknown"; readonly text: string }
  | { readonly kind: "and" | "or"; readonly parts: readonly LicenceTree[] }

/** One licence by its id. With `orLater` whoever receives it may choose a later version as well. */
export type LicenceId = {
  readonly kind: "licence"
  readonly id: string
  readonly orLater: boolean
  readonly exception: string | null
}

const CANONICAL: ReadonlyMap<string, string> = new Map([...ids, ...deprecated].map((id) => [id.toLowerCase(), id]))

/** Exceptions had ids of their own once. */
const ONCE_ONE_ID: ReadonlyMap<string, readonly [id: string, exception: string]> = new Map([
  ["GPL-2.0-with-GCC-exception", ["GPL-2.0", "GCC-exception-2.0"]],
  ["GPL-2.0-with-autoconf-exception", ["GPL-2.0", "Autoconf-exception-2.0"]],
  ["GPL-2.0-with-bison-exception", ["GPL-2.0", "Bison-exception-2.2"]],
  ["GPL-2.0-with-classpath-exception", ["GPL-2.0", "Classpath-exception-2.0"]],
  ["GPL-2.0-with-font-exception", ["GPL-2.0", "Font-exception-2.0"]],
  ["GPL-3.0-with-GCC-exception", ["GPL-3.0", "GCC-exception-3.1"]],
  ["GPL-3.0-with-autoconf-exception", ["GPL-3.0", "Autoconf-exception-3.0"]],
])

const DEEPEST = 100

/** Reads an expression; `undefined` where it does not hang together. Operators and ids are read in any case. */
export function parseLicence(text: string): LicenceTree | undefined {
  const words = text.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const isWord = (word: string) => words[at]?.toUpperCase() === word
  const several = (
    kind: "and" | "or",
    operator: string,
    read: (depth: number) => LicenceTree | undefined,
    depth: number,
  ): LicenceTree | undefined => {
    const first = read(depth)
    if (first === undefined) return undefined
    const parts = [first]
    while (isWord(operator)) {
      at++
      const next = read(depth)
      if (next === undefined) return undefined
      parts.push(next)
    }
    return parts.length === 1 ? first : { kind, parts }
  }
  const either = (depth: number): LicenceTree | undefined => several("or", "OR", all, depth)
  const all = (depth: number): LicenceTree | undefined => several("and", "AND", one, depth)
  const one = (depth: number): LicenceTree | undefined => {
    const word = words[at++]
    if (word === undefined || depth > DEEPEST) return undefined
    if (word === "(") {
      const inner = either(depth + 1)
      return words[at++] === ")" ? inner : undefined
    }
    if (word === ")" || /^(?:AND|OR|WITH)$/i.test(word)) return undefined
    const single = licenceOf(word)
    if (!isWord("WITH")) return single
    const exception = words[at + 1]
    at += 2
    if (exception === undefined || !/^[\w.-]+$/.test(exception)) return undefined
    if (single.kind === "unknown") return { kind: "unknown", text: `${single.text} WITH ${exception}` }
    return single.exception === null ? { ...single, exception } : undefined
  }
  const tree = either(0)
  return at === words.length ? tree : undefined
}

/** One id, in the spelling of today: `GPL-2.0` is `GPL-2.0-only`, and `GPL-2.0+` is `GPL-2.0-or-later`. */
function licenceOf(word: string): LicenceId | { readonly kind: "unknown"; readonly text: string } {
  const isPlus = word.endsWith("+")
  const found =
    CANONICAL.get(word.toLowerCase()) ?? (isPlus ? CANONICAL.get(word.slice(0, -1).toLowerCase()) : undefined)
  if (found === undefined) return { kind: "unknown", text: word }
  const [old, exception] = ONCE_ONE_ID.get(found) ?? [found, null]
  const base = old.replace(/-or-later$/, "")
  const only = CANONICAL.get(`${base}-only`.toLowerCase()) ?? base
  return { kind: "licence", id: only, orLater: isPlus || base !== old, exception }
}

/** Whether an expression consists of licences known to SPDX alone. */
export function isKnown(tree: LicenceTree): boolean {
  if (tree.kind === "licence") return true
  return tree.kind !== "unknown" && tree.parts.every(isKnown)
}

/** The licences that somebody may choose from who is given this one. */
export function choicesOf({ id, orLater }: LicenceId): readonly string[] {
  if (!orLater) return [id]
  const own = versionOf(id)
  const later = own === undefined ? [] : (families().get(own.family) ?? []).filter((one) => isLater(one, own))
  return [id, ...later.map((one) => one.id)]
}

type Version = { readonly id: string; readonly family: string; readonly numbers: readonly number[] }

const VERSION = /^(.+?)-(\d+(?:\.\d+)*)(-only)?$/

function versionOf(id: string): Version | undefined {
  const [, family, numbers, only = ""] = VERSION.exec(id) ?? []
  if (family === undefined || numbers === undefined) return undefined
  return { id, family: `${family}${only}`, numbers: numbers.split(".").map(Number) }
}

function isLater({ numbers }: Version, { numbers: than }: Version): boolean {
  for (let at = 0; at < Math.max(numbers.length, than.length); at++) {
    const difference = (numbers[at] ?? 0) - (than[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}

let known: ReadonlyMap<string, readonly Version[]> | undefined

/** Versions of the same licence. Deprecated ids are other spellings of them. */
function families(): ReadonlyMap<string, readonly Version[]> {
  known ??= Map.groupBy(
    ids.flatMap((id) => versionOf(id) ?? []),
    ({ family }) => family,
  )
  return known
}

/** Every id that SPDX knows, for suggestions. */
export const LICENCE_IDS: readonly string[] = ids

/** The exceptions of SPDX that are met in practice. Each permits more than the licence it is added to, never less. */
export const KNOWN_EXCEPTIONS: ReadonlySet<string> = new Set(
  [
    "Autoconf-exception-2.0",
    "Autoconf-exception-3.0",
    "Bison-exception-2.2",
    "Bootloader-exception",
    "Classpath-exception-2.0",
    "CLISP-exception-2.0",
    "eCos-exception-2.0",
    "FLTK-exception",
    "Font-exception-2.0",
    "GCC-exception-2.0",
    "GCC-exception-3.1",
    "GPL-3.0-linking-exception",
    "LGPL-3.0-linking-exception",
    "Libtool-exception",
    "Linux-syscall-note",
    "LLVM-exception",
    "OCaml-LGPL-linking-exception",
    "OpenJDK-assembly-exception-1.0",
    "openvpn-openssl-exception",
    "Qt-GPL-exception-1.0",
    "Qt-LGPL-exception-1.1",
    "Swift-exception",
    "u-boot-exception-2.0",
    "Universal-FOSS-exception-1.0",
    "WxWindows-exception-3.1",
  ].map((id) => id.toLowerCase()),
)
