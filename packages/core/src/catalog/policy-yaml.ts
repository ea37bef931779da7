import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, Parser } from "yaml"
import type { CST, Node, ParsedNode, Scalar, YAMLMap } from "yaml"
import { printable, quoted, shown } from "./policy-mistake.ts"
import { itemSpot, keySpot, ROOT, type Entry, type Reading, type Spot, type Tree } from "./policy-tree.ts"

/** Bytes of UTF-8 a policy may have. */
export const POLICY_BYTES = 1_048_576
/** Mappings and lists inside each other that a policy may have. */
export const POLICY_DEPTH = 32
/** Words, signs and spaces a policy may have: more than its longest lists need; it bounds the time reading takes. */
const POLICY_LEXEMES = 300_000
/** Of broken YAML, the first few places are told; the rest would be echoes. */
const SYNTAX_MISTAKES = 20

// oxlint-disable-next-line no-control-regex -- finding them is the point
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\r(?!\n)|\p{Cs}/u

/**
 * The plain part of YAML as a tree with places: no tags, no anchors and aliases, no merge keys, no directives, one
 * document. Without a tree a mistake was noted. Hostile text is expected: work is bounded by the limits.
 */
export function readYaml(text: string, reading: Reading): Tree | undefined {
  if (utf8Length(text) > POLICY_BYTES) {
    return reading.mistake(
      "too-large",
      ROOT,
      `A policy has at most ${POLICY_BYTES} bytes. Use patterns instead of lists.`,
    )
  }
  const odd = UNPRINTABLE.exec(text)
  if (odd !== null) {
    const at = { ...ROOT, offset: odd.index }
    return reading.mistake("bad-character", at, `The character ${shown(odd[0])} cannot stand in a policy. Remove it.`)
  }
  const tokens = parse(text, reading)
  return tokens === undefined ? undefined : compose(tokens, text, reading)
}

/** Tokens as the syntax has them; stops early where going on would cost more than it tells. */
function parse(text: string, reading: Reading): CST.Token[] | undefined {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let [broken, lexemes] = [0, 0]
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token)
      if (token.type === "error") broken++
    }
    if (++lexemes > POLICY_LEXEMES) {
      const text = `A policy has at most ${POLICY_LEXEMES} words and signs. Use patterns instead of lists.`
      return reading.mistake("too-large", { ...ROOT, offset: parser.offset }, text)
    }
    // The composer recurses, so what is far too deep must not reach it; the exact depth is counted on the tree.
    if (parser.stack.length > 2 * POLICY_DEPTH + 8) return tooDeep({ ...ROOT, offset: parser.offset }, reading)
    if (broken > SYNTAX_MISTAKES) break
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

function compose(tokens: CST.Token[], text: string, reading: Reading): Tree | undefined {
  // Duplicate keys are found here with a map: the library compares every pair.
  const composer = new Composer({ schema: "core", merge: false, uniqueKeys: false, strict: true })
  const [document, second] = composer.compose(tokens, true, text.length)
  if (document === undefined) return reading.mistake("syntax", ROOT, "There is nothing in the file. Write a policy.")
  for (const { message, pos } of document.errors.slice(0, SYNTAX_MISTAKES)) {
    reading.mistake("syntax", { ...ROOT, offset: pos[0] }, `This is not YAML: ${printable(message)}.`)
  }
  if (document.errors.length > 0) return undefined
  const directive = tokens.find(({ type }) => type === "directive")
  if (directive !== undefined) {
    return reading.mistake(
      "not-plain-yaml",
      { ...ROOT, offset: directive.offset },
      "Directives (%) cannot be used here.",
    )
  }
  if (second !== undefined) {
    const at = { ...ROOT, offset: second.range[0] }
    return reading.mistake("several-documents", at, "A policy is one document. Remove the `---` and what follows it.")
  }
  if (document.contents === null)
    return reading.mistake("syntax", ROOT, "There is nothing in the file. Write a policy.")
  return treeOf(document.contents, { ...ROOT, offset: document.contents.range[0] }, 1, text, reading)
}

function treeOf(node: ParsedNode | null, spot: Spot, depth: number, text: string, reading: Reading): Tree {
  if (node === null) return { ...spot, kind: "scalar", value: null, source: "" }
  const broken: Tree = { ...spot, kind: "broken" }
  if (isAlias(node)) {
    reading.mistake(
      "not-plain-yaml",
      spot,
      `Aliases (*${shown(node.source)}) cannot be used here. Gates inherit \`default\`.`,
    )
    return broken
  }
  if (node.anchor !== undefined) {
    reading.mistake(
      "not-plain-yaml",
      spot,
      `Anchors (&${shown(node.anchor)}) cannot be used here. Gates inherit \`default\`.`,
    )
  }
  if (isTagged(node)) {
    reading.mistake(
      "not-plain-yaml",
      spot,
      `Tags (${shown(String(node.tag))}) cannot be used here. Write the value alone.`,
    )
    return broken
  }
  if (isScalar(node)) return scalarOf(node, spot, reading)
  if (depth > POLICY_DEPTH) {
    tooDeep(spot, reading)
    return broken
  }
  if (isSeq(node)) {
    const items = node.items.map((item, index) => {
      const child = item as ParsedNode // a parsed list holds parsed nodes
      return treeOf(child, itemSpot(spot, index, startOf(child) ?? spot.offset), depth + 1, text, reading)
    })
    return { ...spot, kind: "list", items }
  }
  return isMap(node) ? mapOf(node as YAMLMap.Parsed, spot, depth, text, reading) : broken
}

function mapOf(node: YAMLMap.Parsed, spot: Spot, depth: number, text: string, reading: Reading): Tree {
  const entries = new Map<string, Entry>()
  let before: { key: string; entry: Entry } | undefined
  for (const pair of node.items) {
    const key: Node | null = pair.key
    const offset = startOf(pair.key) ?? startOf(pair.value) ?? spot.offset
    if (!isScalar(key) || isTagged(key) || key.anchor !== undefined || key.source === undefined || key.source === "") {
      reading.mistake(
        "bad-key",
        { ...spot, offset },
        `A key of ${quoted(spot.name)} is not a plain word. Write a name before the colon.`,
      )
      continue
    }
    const name = key.source
    const continued = pair.value === null && before !== undefined ? continuedText(before.entry, key, text) : undefined
    if (before !== undefined && continued !== undefined) {
      const said = `A comma ends plain text inside { }, so ${quoted(name)} was read as part of it. Put quotes around the text.`
      reading.warn("comma-in-text", { ...before.entry, offset }, said)
      before = { key: before.key, entry: { ...before.entry, value: continued } }
      entries.set(before.key, before.entry)
      continue
    }
    const at = keySpot(spot, name, offset)
    if (UNPRINTABLE.test(name))
      reading.mistake("bad-character", at, `${quoted(name)} has a character that cannot stand in a policy.`)
    const value = treeOf(pair.value, { ...at, offset: startOf(pair.value) ?? offset }, depth + 1, text, reading)
    const first = entries.get(name)
    if (first !== undefined) {
      reading.mistake(
        "duplicate-key",
        at,
        `${quoted(name)} is written twice in ${quoted(spot.name)}. Keep one of them.`,
      )
      continue
    }
    before = { key: name, entry: { ...at, value } }
    entries.set(name, before.entry)
  }
  return { ...spot, kind: "map", entries }
}

/**
 * `{ purpose: every merge, synthetic data }` is YAML for a purpose and a key without a value. The language's own example
 * is written so, hence the words after the comma are read as what they are, for `purpose` alone, and warned about.
 */
function continuedText(before: Entry, word: Scalar, text: string): Tree | undefined {
  const { value } = before
  if (before.name !== "purpose" || value.kind !== "scalar" || typeof value.value !== "string") return undefined
  if (word.type !== "PLAIN" || /^["']/.test(text.slice(value.offset))) return undefined
  const whole = text.slice(value.offset, word.range?.[1])
  if (whole.includes("\n")) return undefined // a comment may stand between
  return { ...value, value: whole, source: whole }
}

function scalarOf(node: Scalar.Parsed, spot: Spot, reading: Reading): Tree {
  const { value } = node
  if (typeof value === "string" && UNPRINTABLE.test(value)) {
    reading.mistake("bad-character", spot, `${quoted(spot.name)} has a character that cannot stand in a policy.`)
    return { ...spot, kind: "broken" }
  }
  if (value !== null && typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return { ...spot, kind: "broken" }
  }
  return { ...spot, kind: "scalar", value, source: node.source }
}

function tooDeep(at: Spot, reading: Reading): undefined {
  return reading.mistake(
    "too-deep",
    at,
    `More than ${POLICY_DEPTH} mappings and lists inside each other. No policy needs that.`,
  )
}

/** Where a value begins; one that is not written begins nowhere. */
function startOf(node: ParsedNode | null): number | undefined {
  return node === null || (isScalar(node) && node.source === "" && node.type === "PLAIN") ? undefined : node.range[0]
}

/** Whether the file itself says `!!str` or `!mine`. */
const isTagged = (node: Node): boolean => node.tag !== undefined

function utf8Length(text: string): number {
  let bytes = text.length
  if (bytes > POLICY_BYTES) return bytes
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // A pair of surrogates is four bytes: two for each half.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
