/** A part of a document that can be taken out so that the rest keeps its form. */
export type Part = {
  readonly what: "member" | "item" | "element" | "attribute"
  /** Key, element or attribute, with its owner where that helps: `testcase/@status`. */
  readonly name: string
  /** The bytes to remove. */
  readonly from: number
  readonly to: number
  /** Where its value stands: what is between quotes, tags or behind the colon. */
  readonly valueFrom: number
  readonly valueTo: number
}

/** The parts of a file, as far as it can be understood; a text without a known form has none. `text`: one character per byte. */
export function partsOf(text: string): readonly Part[] {
  const start = text
    .slice(0, 200)
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart()
  if (start.startsWith("<")) return xmlParts(text)
  return start.startsWith("{") || start.startsWith("[") ? jsonParts(text) : []
}

const MOST_PARTS = 200_000

type Open = { readonly isObject: boolean; readonly owner: string; from: number; key: string }

/** Members and items of one or several JSON values. Of a broken document, what was understood before the fault. */
function jsonParts(text: string): readonly Part[] {
  const parts: Part[] = []
  const open: Open[] = []
  const token = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g
  /** Begin of the member or item that is being read, and of its value. */
  let begin = -1
  let value = -1
  const stack: { begin: number; value: number }[] = []
  const end = (to: number): void => {
    const container = open.at(-1)
    if (container === undefined || begin < 0) return
    const comma = /^\s*,/.exec(text.slice(to, to + 200))
    // With the comma behind it, or, of the last one, the comma before it.
    const before = /,\s*$/.exec(text.slice(Math.max(0, begin - 200), begin))
    parts.push({
      what: container.isObject ? "member" : "item",
      name: container.isObject ? container.key : container.owner,
      from: comma === null && before !== null ? begin - before[0].length : begin,
      to: comma === null ? to : to + comma[0].length,
      valueFrom: value < 0 ? begin : value,
      valueTo: to,
    })
    begin = -1
    value = -1
  }
  for (let found = token.exec(text); found !== null && parts.length < MOST_PARTS; found = token.exec(text)) {
    const [word] = found
    const container = open.at(-1)
    if (word === "{" || word === "[") {
      if (begin < 0) begin = found.index
      if (value < 0) value = found.index
      stack.push({ begin, value })
      const owner = container === undefined ? "" : container.isObject ? container.key : container.owner
      open.push({ isObject: word === "{", owner, from: found.index, key: "" })
      begin = -1
      value = -1
    } else if (word === "}" || word === "]") {
      if (open.pop() === undefined) return parts
      const outer = stack.pop()!
      begin = outer.begin
      value = outer.value
      if (open.length === 0) {
        begin = -1
        value = -1
      } else end(found.index + 1)
    } else if (word === ":") {
      value = -1
      if (container !== undefined) value = found.index + 1
    } else if (word !== ",") {
      if (container === undefined) continue
      if (container.isObject && begin < 0) {
        begin = found.index
        container.key = word.slice(1, -1)
      } else {
        if (begin < 0) begin = found.index
        value = found.index
        end(found.index + word.length)
      }
    }
  }
  return parts
}

/** Elements and attributes of an XML document. */
function xmlParts(text: string): readonly Part[] {
  const parts: Part[] = []
  const open: { readonly name: string; readonly from: number; readonly inner: number }[] = []
  const token =
    /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[!?][^>]*>|<\/([^\s>]+)\s*>|<([^\s/>]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/g
  for (let found = token.exec(text); found !== null && parts.length < MOST_PARTS; found = token.exec(text)) {
    const [whole, closed, opened, attributes = "", empty] = found
    const to = found.index + whole.length
    if (opened !== undefined) {
      const at = found.index + 1 + opened.length
      for (const one of attributes.matchAll(/\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
        const end = at + one.index + one[0].length
        parts.push({
          what: "attribute",
          name: `${opened}/@${one[1]}`,
          from: at + one.index,
          to: end,
          valueFrom: end - one[2]!.length + 1,
          valueTo: end - 1,
        })
      }
      if (empty === "/")
        parts.push({ what: "element", name: opened, from: found.index, to, valueFrom: to, valueTo: to })
      else open.push({ name: opened, from: found.index, inner: to })
    } else if (closed !== undefined) {
      const element = open.pop()
      if (element === undefined) return parts
      const { name, from, inner } = element
      if (open.length > 0) parts.push({ what: "element", name, from, to, valueFrom: inner, valueTo: found.index })
    }
  }
  return parts
}
