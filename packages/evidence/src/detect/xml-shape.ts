import type { Decoder } from "../decoders.ts"
import type { Limits } from "../limits.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { XmlScanner } from "../xml/scanner.ts"

/** The outline of an XML document: its root and the first elements below it. */
export type XmlShape = {
  /** The root's name without prefix; "" when no root was met. */
  readonly root: string
  readonly namespace: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: ReadonlySet<string>
  /** Why the look ended early, if it did. */
  readonly refusal: Refusal | null
}

const KEPT_CHILDREN = 32
const KEPT_TEXT = 512

/** Outlines the document at the beginning of `bytes`, of which the end may be missing. */
export function outlineXml(bytes: Uint8Array, limits: Limits, utf8: Decoder): XmlShape {
  let root = ""
  let depth = 0
  const attributes = new Map<string, string>()
  const children = new Set<string>()
  const handler = {
    open(name: string, list: XmlAttributes): number {
      if (depth === 0) {
        root = name
        for (let i = 0; i < list.count; i++) attributes.set(list.nameAt(i), list.valueAt(i).slice(0, KEPT_TEXT))
      } else if (depth === 1 && children.size < KEPT_CHILDREN) children.add(name)
      depth++
      return 0
    },
    close(): void {
      depth--
    },
  }
  let refusal: Refusal | null = null
  try {
    new XmlScanner(handler, { limits, utf8, vocabulary: [] }).write(bytes)
  } catch (fault) {
    if (!(fault instanceof RefusedInput)) throw fault
    refusal = fault.refusal
  }
  return { root, namespace: namespaceOf(attributes), attributes, children, refusal }
}

function namespaceOf(attributes: ReadonlyMap<string, string>): string {
  const plain = attributes.get("xmlns")
  if (plain !== undefined) return plain
  for (const [name, value] of attributes) if (name.startsWith("xmlns:") && !name.endsWith(":xsi")) return value
  return ""
}
