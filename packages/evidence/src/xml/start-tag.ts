import type { Decoder } from "../decoders.ts"
import type { Limits } from "../limits.ts"
import { AttributeList } from "./attributes.ts"
import { DOUBLE_QUOTED_STOP, isSpace, SINGLE_QUOTED_STOP } from "./characters.ts"
import type { Names } from "./names.ts"
import { readReference } from "./references.ts"
import { UNFINISHED, type Window } from "./window.ts"

/** Reads one start tag at a time. What it found stays until the next one is read. */
export class StartTags {
  name = ""
  empty = false
  /** References in the tag to characters that XML forbids. */
  forbidden = 0
  readonly attributes: AttributeList
  private readonly window: Window
  private readonly names: Names
  private readonly limits: Limits
  /** Whether the value just read needs no more than decoding. */
  private plain = true

  constructor(window: Window, names: Names, limits: Limits, utf8: Decoder) {
    this.window = window
    this.names = names
    this.limits = limits
    this.attributes = new AttributeList(limits.attributes, utf8)
  }

  /** Reads the tag whose `<` stands at `at`; answers the position behind it, or `UNFINISHED`. */
  read(at: number): number {
    const { window, names, attributes } = this
    const { bytes } = window
    const name = names.read(bytes, at + 1)
    let i = names.end
    if (name === undefined) return bytes[i] === 0 ? UNFINISHED : window.refuseSyntax(i, "a tag without a name")
    this.name = name
    this.forbidden = 0
    attributes.count = 0
    attributes.bytes = bytes
    for (;;) {
      const gap = i
      while (isSpace(bytes[i]!)) i++
      const byte = bytes[i]!
      if (byte === 0x3e) {
        this.empty = false
        return i + 1
      }
      if (byte === 0x2f) {
        this.empty = true
        if (bytes[i + 1] === 0x3e) return i + 2
        return bytes[i + 1] === 0 ? UNFINISHED : window.refuseSyntax(i, "a slash inside a tag")
      }
      if (byte === 0) return UNFINISHED
      if (gap === i) window.refuseSyntax(i, "attributes without a space between them")
      i = this.attribute(at, i)
      if (i === UNFINISHED) return UNFINISHED
    }
  }

  private attribute(tag: number, at: number): number {
    const { window, names, attributes, limits } = this
    const { bytes } = window
    const name = names.read(bytes, at)
    let i = names.end
    if (name === undefined) {
      return bytes[i] === 0 ? UNFINISHED : window.refuseSyntax(i, "something in a tag that is no attribute")
    }
    while (isSpace(bytes[i]!)) i++
    if (bytes[i] === 0) return UNFINISHED
    if (bytes[i] !== 0x3d) window.refuseSyntax(i, `the attribute ${name} without a value`)
    i++
    while (isSpace(bytes[i]!)) i++
    const quote = bytes[i]!
    if (quote === 0) return UNFINISHED
    if (quote !== 0x22 && quote !== 0x27) window.refuseSyntax(i, `the value of ${name} without quotes`)
    const from = i + 1
    const end = this.value(name, quote, from)
    if (end < 0) return UNFINISHED
    if (end - tag > limits.attribute) window.refuseSize("attribute", tag)
    if (attributes.has(name)) window.refuseSyntax(at, `the attribute ${name} twice`)
    if (attributes.count === limits.attributes) window.refuseSize("attributes", tag)
    attributes.add(name, from, end, this.plain && window.forbidden === 0)
    return end + 1
  }

  private value(name: string, quote: number, from: number): number {
    const { window } = this
    const { bytes } = window
    const stop = quote === 0x22 ? DOUBLE_QUOTED_STOP : SINGLE_QUOTED_STOP
    this.plain = true
    let i = from
    for (;;) {
      while (stop[bytes[i]!] === 0) i++
      const byte = bytes[i]!
      if (byte === quote) return i
      if (byte === 0) return UNFINISHED
      if (byte === 0x3c) window.refuseSyntax(i, `a < in the value of ${name}`)
      this.plain = false
      if (byte !== 0x26) {
        i++
        continue
      }
      const reference = readReference(bytes, i)
      if (reference.kind === "unfinished") return UNFINISHED
      if (reference.kind === "wrong") return window.refuseSyntax(i, reference.what)
      if (reference.forbidden) this.forbidden++
      i = reference.end
    }
  }
}
