import type { Decoder } from "../decoders.ts"
import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import { AttributeList, type XmlAttributes } from "./attributes.ts"
import { DOUBLE_QUOTED_STOP, isSpace, SINGLE_QUOTED_STOP } from "./characters.ts"
import { readDeclaration } from "./declaration.ts"
import { type Inspection, inspect } from "./inspect.ts"
import { Lines } from "./lines.ts"
import { Names } from "./names.ts"
import { plainText } from "./plain-text.ts"
import { characterData, readReference } from "./references.ts"

/** What a format does with the elements of a document, in document order. */
export interface XmlHandler {
  /**
   * An element begins. `name` is without its namespace prefix; `line` is where the tag begins.
   * The answer is how many characters of the element's own text `close` shall be given.
   */
  open(name: string, attributes: XmlAttributes, line: number): number
  close(name: string, text: string): void
}

/** What a scanner needs to know besides its handler. */
export type XmlOptions = {
  readonly limits: Limits
  /** A decoder of UTF-8. */
  readonly utf8: Decoder
  /** Names the handler compares with: they are handed out as these very strings. */
  readonly vocabulary: readonly string[]
}

const BLOCK = 64 * 1024
const UNFINISHED = -1

const OUTSIDE = 0
const CONTENT = 1
const CDATA = 2
const COMMENT = 3
const INSTRUCTION = 4

/**
 * A strict streaming XML 1.0 reader over UTF-8 bytes: well-formed or refused, with line and column. It declares no
 * entity, fetches nothing, and holds no more than one start tag. Work stays on bytes, because decoding a report
 * to text first costs more than everything else; only what the handler asks for becomes a string.
 *
 * The window ends with a 0 byte (NUL is refused on the way in), so the inner loops need no bounds.
 */
export class XmlScanner {
  /** Characters that XML forbids and that were replaced or passed over. */
  forbidden = 0
  /** Whether an external document type was named (and not fetched). */
  externalDoctype = false

  private readonly handler: XmlHandler
  private readonly limits: Limits
  private readonly utf8: Decoder
  private readonly names: Names
  private readonly attributes: AttributeList
  private readonly lines = new Lines()
  private readonly found: Inspection = { ready: 0, bad: -1, forbidden: 0 }

  private window = new Uint8Array(4 * BLOCK)
  private words = new Int32Array(this.window.buffer)
  private start = 0
  private end = 0
  /** Absolute position of the window's first byte. */
  private offset = 0
  /** Bytes of a character whose rest has not arrived. */
  private readonly partial = new Uint8Array(4)
  private partialLength = 0
  /** An unfinished token is looked at again only when this much has arrived, so that small chunks stay linear. */
  private wake = 1

  private mode = OUTSIDE
  private begun = false
  private rootSeen = false
  private doctypeSeen = false
  private depth = 0
  private readonly qualified: string[] = []
  private readonly local: string[] = []
  private readonly kept: string[] = []
  private readonly room: Int32Array
  /** Forbidden references of the tag being read, counted once the tag is whole. */
  private pendingForbidden = 0

  constructor(handler: XmlHandler, { limits, utf8, vocabulary }: XmlOptions) {
    this.handler = handler
    this.limits = limits
    this.utf8 = utf8
    this.names = new Names(vocabulary, limits.name)
    this.attributes = new AttributeList(limits.attributes, utf8)
    this.room = new Int32Array(limits.depth + 1)
  }

  /** Throws `RefusedInput`; keeps nothing of `bytes`. */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BLOCK) this.take(bytes.subarray(at, Math.min(at + BLOCK, bytes.length)))
  }

  /** Throws `RefusedInput` unless the document is whole. */
  finish(): void {
    this.scan()
    if (this.depth > 0) throw this.truncated(`inside <${this.local[this.depth - 1] ?? ""}>`)
    if (this.partialLength > 0) this.refuseBytes(this.end)
    if (this.mode !== OUTSIDE || this.start < this.end) throw this.truncated("inside markup")
    if (!this.rootSeen) throw new RefusedInput({ kind: "nothing-received" })
  }

  private take(block: Uint8Array): void {
    this.makeRoom(this.partialLength + block.length)
    const from = this.end
    this.window.set(this.partial.subarray(0, this.partialLength), from)
    this.window.set(block, from + this.partialLength)
    const to = from + this.partialLength + block.length
    inspect(this.window, this.words, from, to, this.offset, this.lines, this.found)
    this.forbidden += this.found.forbidden
    this.end = this.found.ready
    this.partialLength = 0
    if (this.found.bad < 0) {
      this.partialLength = to - this.end
      this.partial.set(this.window.subarray(this.end, to))
    }
    const bad = this.window[this.end]
    this.window[this.end] = 0
    if (this.found.bad >= 0) {
      // What stands before the bad byte has the first word: the answer must not depend on how the file was cut.
      this.scan()
      if (bad === 0) this.fail(this.end, "a NUL byte")
      this.refuseBytes(this.end)
    }
    if (this.end - this.start >= this.wake) this.scan()
  }

  private makeRoom(more: number): void {
    if (this.start > 0) {
      this.window.copyWithin(0, this.start, this.end)
      this.offset += this.start
      this.end -= this.start
      this.start = 0
    }
    if (this.end + more < this.window.length) return
    const larger = new Uint8Array(Math.ceil((2 * (this.end + more + 1)) / 4) * 4)
    larger.set(this.window.subarray(0, this.end))
    this.window = larger
    this.words = new Int32Array(larger.buffer)
  }

  private scan(): void {
    if (!this.begun && !this.begin()) return
    const window = this.window
    for (;;) {
      const before = this.start
      let next = UNFINISHED
      switch (this.mode) {
        case OUTSIDE:
          next = this.outside(before)
          break
        case CONTENT:
          next = this.content(before)
          break
        case CDATA:
          next = this.until(before, 0x5d, 2)
          break
        case COMMENT:
          next = this.until(before, 0x2d, 2)
          break
        case INSTRUCTION:
          next = this.until(before, 0x3f, 1)
          break
      }
      if (next === UNFINISHED) {
        const waiting = this.end - this.start
        if (waiting > this.limits.attribute) this.tooLarge("attribute", this.limits.attribute, this.start)
        this.wake = Math.min(2 * waiting, this.limits.attribute) + 1
        return
      }
      this.start = next
      if (window[next] === 0 && next === this.end) {
        this.wake = 1
        return
      }
    }
  }

  /** The XML declaration, if there is one, must be the very first thing. */
  private begin(): boolean {
    const head = "<?xml"
    for (let i = 0; i < head.length; i++) {
      const byte = this.window[this.start + i]!
      if (byte === 0 && this.start + i === this.end) return false
      if (byte !== head.charCodeAt(i)) {
        this.begun = true
        return true
      }
    }
    const after = this.window[this.start + head.length]!
    if (after === 0) return false
    if (isSpace(after)) {
      const close = this.window.subarray(0, this.end).indexOf(0x3e, this.start)
      if (close < 0) {
        if (this.end - this.start > this.limits.name) this.tooLarge("name", this.limits.name, this.start)
        return false
      }
      const wrong = readDeclaration(this.window, this.start + head.length, close)
      if (wrong !== null) this.fail(this.start, wrong)
      this.start = close + 1
    }
    this.begun = true
    return true
  }

  private outside(from: number): number {
    let i = from
    while (isSpace(this.window[i]!)) i++
    this.start = i
    const byte = this.window[i]!
    if (byte === 0) return i
    if (byte !== 0x3c) this.fail(i, this.rootSeen ? "text after the end of the document" : "text before the first tag")
    return this.markup(i)
  }

  private content(from: number): number {
    const window = this.window
    let i = from
    for (;;) {
      i = plainText(window, this.words, i)
      const byte = window[i]!
      if (byte === 0x3c) {
        if (i > from) this.keep(from, i)
        this.start = i
        return this.markup(i)
      }
      if (byte === 0x5d) {
        if (window[i + 1] === 0x5d) {
          if (window[i + 2] === 0x3e) this.fail(i, "]]> in text")
          if (window[i + 2] === 0 && i + 2 === this.end) break
        } else if (window[i + 1] === 0 && i + 1 === this.end) break
        i++
        continue
      }
      if (byte === 0x26) {
        const reference = readReference(window, i)
        if (reference.kind === "unfinished") break
        if (reference.kind === "wrong") this.fail(i, reference.what)
        if (i > from) this.keep(from, i)
        if (reference.forbidden) this.forbidden++
        this.append(String.fromCodePoint(reference.code))
        return reference.end
      }
      // The end of the window. A carriage return waits for the newline that may follow it.
      if (i > from && window[i - 1] === 0x0d) i--
      break
    }
    if (i === from) return window[i] === 0 ? i : UNFINISHED
    this.keep(from, i)
    return i
  }

  /** The body of a CDATA section, comment or processing instruction: up to `count` times `byte` and `>`. */
  private until(from: number, byte: number, count: number): number {
    const window = this.window
    const inData = this.mode === CDATA
    let i = from
    for (;;) {
      while (window[i] !== byte && window[i] !== 0) i++
      if (window[i] === 0) {
        if (inData && i > from && window[i - 1] === 0x0d) i--
        break
      }
      const second = window[i + 1]!
      const last = count === 2 ? window[i + 2]! : second
      if (second === 0 && i + 1 === this.end) break
      if (count === 1 || second === byte) {
        if (last === 0 && i + count === this.end) break
        if (last === 0x3e) {
          if (inData && i > from) this.keep(from, i)
          this.mode = this.depth > 0 ? CONTENT : OUTSIDE
          return i + count + 1
        }
        if (this.mode === COMMENT) this.fail(i, "-- inside a comment")
      }
      i++
    }
    if (i === from) return UNFINISHED
    if (inData) this.keep(from, i)
    return i
  }

  private markup(at: number): number {
    const byte = this.window[at + 1]!
    if (byte === 0) return UNFINISHED
    if (byte === 0x2f) return this.endTag(at)
    if (byte === 0x21) return this.declaration(at)
    if (byte === 0x3f) return this.instruction(at)
    return this.startTag(at)
  }

  private startTag(at: number): number {
    const { window, names, attributes } = this
    if (this.depth === 0 && this.rootSeen) this.fail(at, "a second document after the end of the first")
    const name = names.read(window, at + 1)
    let i = names.end
    if (name === undefined) {
      if (window[i] === 0) return UNFINISHED
      return this.fail(i, "a tag without a name")
    }
    attributes.count = 0
    attributes.bytes = window
    this.pendingForbidden = 0
    for (;;) {
      const gap = i
      while (isSpace(window[i]!)) i++
      const byte = window[i]!
      if (byte === 0x3e) return this.opened(name, at, i + 1, false)
      if (byte === 0x2f) {
        if (window[i + 1] === 0x3e) return this.opened(name, at, i + 2, true)
        if (window[i + 1] === 0) return UNFINISHED
        this.fail(i, "a slash inside a tag")
      }
      if (byte === 0) return UNFINISHED
      if (gap === i) this.fail(i, "attributes without a space between them")
      i = this.attribute(at, i)
      if (i === UNFINISHED) return UNFINISHED
    }
  }

  private attribute(tag: number, at: number): number {
    const { window, names, attributes } = this
    const name = names.read(window, at)
    let i = names.end
    if (name === undefined)
      return window[i] === 0 ? UNFINISHED : this.fail(i, "something in a tag that is no attribute")
    while (isSpace(window[i]!)) i++
    if (window[i] === 0) return UNFINISHED
    if (window[i] !== 0x3d) this.fail(i, `the attribute ${name} without a value`)
    i++
    while (isSpace(window[i]!)) i++
    const quote = window[i]!
    if (quote === 0) return UNFINISHED
    if (quote !== 0x22 && quote !== 0x27) this.fail(i, `the value of ${name} without quotes`)
    const stop = quote === 0x22 ? DOUBLE_QUOTED_STOP : SINGLE_QUOTED_STOP
    const from = ++i
    let plain = true
    let forbidden = 0
    for (;;) {
      while (stop[window[i]!] === 0) i++
      const byte = window[i]!
      if (byte === quote) break
      if (byte === 0) return UNFINISHED
      if (byte === 0x3c) this.fail(i, `a < in the value of ${name}`)
      plain = false
      if (byte !== 0x26) {
        i++
        continue
      }
      const reference = readReference(window, i)
      if (reference.kind === "unfinished") return UNFINISHED
      if (reference.kind === "wrong") return this.fail(i, reference.what)
      if (reference.forbidden) forbidden++
      i = reference.end
    }
    if (i - tag > this.limits.attribute) this.tooLarge("attribute", this.limits.attribute, tag)
    if (attributes.has(name)) this.fail(at, `the attribute ${name} twice`)
    if (attributes.count === this.limits.attributes) this.tooLarge("attributes", this.limits.attributes, tag)
    attributes.add(name, from, i, plain && this.forbidden === 0)
    this.pendingForbidden += forbidden
    return i + 1
  }

  private opened(name: string, at: number, next: number, empty: boolean): number {
    this.forbidden += this.pendingForbidden
    if (this.depth === this.limits.depth) this.tooLarge("depth", this.limits.depth, at)
    this.rootSeen = true
    const colon = name.indexOf(":")
    const local = colon < 0 ? name : name.slice(colon + 1)
    const room = this.handler.open(local, this.attributes, this.lines.lineAt(this.offset + at))
    if (empty) {
      this.handler.close(local, "")
      this.mode = this.depth > 0 ? CONTENT : OUTSIDE
      return next
    }
    this.qualified[this.depth] = name
    this.local[this.depth] = local
    this.kept[this.depth] = ""
    this.room[this.depth] = room
    this.depth++
    this.mode = CONTENT
    return next
  }

  private endTag(at: number): number {
    const { window, names } = this
    const name = names.read(window, at + 2)
    let i = names.end
    while (isSpace(window[i]!)) i++
    if (window[i] === 0) return UNFINISHED
    if (name === undefined || window[i] !== 0x3e) return this.fail(i, "a broken end tag")
    if (this.depth === 0) this.fail(at, `</${name}> without its start`)
    this.depth--
    const open = this.qualified[this.depth]!
    if (open !== name) this.fail(at, `</${name}> where </${open}> must stand`)
    const text = this.kept[this.depth]!
    this.kept[this.depth] = ""
    this.handler.close(this.local[this.depth]!, text)
    this.mode = this.depth > 0 ? CONTENT : OUTSIDE
    return i + 1
  }

  private declaration(at: number): number {
    if (this.startsWith(at, "<!--")) {
      this.mode = COMMENT
      return at + 4
    }
    if (this.startsWith(at, "<![CDATA[")) {
      if (this.depth === 0) this.fail(at, "a CDATA section outside the document")
      this.mode = CDATA
      return at + 9
    }
    if (this.startsWith(at, "<!DOCTYPE")) return this.doctype(at)
    for (const head of ["<!--", "<![CDATA[", "<!DOCTYPE"]) if (this.mayBecome(at, head)) return UNFINISHED
    return this.fail(at, "a declaration that is not allowed here")
  }

  /** An external document type is passed over and never fetched; one that declares something is refused. */
  private doctype(at: number): number {
    if (this.rootSeen || this.doctypeSeen) this.fail(at, "a DOCTYPE that is not at the start")
    const window = this.window
    let i = at + 9
    if (window[i] !== 0 && !isSpace(window[i]!)) this.fail(i, "a DOCTYPE without a space")
    for (;;) {
      const byte = window[i]!
      if (byte === 0) return UNFINISHED
      if (byte === 0x5b) {
        // Some writers leave an empty subset behind, which declares nothing.
        while (isSpace(window[++i]!)) continue
        if (window[i] === 0) return UNFINISHED
        if (window[i] === 0x5d) continue
        throw new RefusedInput({ kind: "entity-declaration", line: this.lines.lineAt(this.offset + at) })
      }
      if (byte === 0x3c) this.fail(i, "a < in the DOCTYPE")
      if (byte === 0x22 || byte === 0x27) {
        this.externalDoctype = true
        const close = window.indexOf(byte, i + 1)
        if (close < 0 || close >= this.end) return UNFINISHED
        i = close
      }
      if (byte === 0x3e) {
        this.doctypeSeen = true
        return i + 1
      }
      i++
    }
  }

  private instruction(at: number): number {
    const target = this.names.read(this.window, at + 2)
    const i = this.names.end
    const after = this.window[i]!
    if (after === 0) return UNFINISHED
    if (target === undefined || !(isSpace(after) || after === 0x3f))
      return this.fail(at, "a broken processing instruction")
    if (target.toLowerCase() === "xml") this.fail(at, "an XML declaration that is not at the very start")
    this.mode = INSTRUCTION
    return i
  }

  private startsWith(at: number, text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.window[at + i] !== text.charCodeAt(i)) return false
    return true
  }

  private mayBecome(at: number, text: string): boolean {
    const have = this.end - at
    return have < text.length && this.startsWith(at, text.slice(0, have))
  }

  private keep(from: number, to: number): void {
    const room = this.room[this.depth - 1]!
    if (room <= 0) return
    // Three bytes make at least one UTF-16 unit, so this is enough text, whatever the characters are.
    let cut = Math.min(to, from + room * 3 + 4)
    while (cut < to && (this.window[cut]! & 0xc0) === 0x80) cut++
    this.append(characterData(this.window, from, cut, this.utf8))
  }

  private append(text: string): void {
    const level = this.depth - 1
    const room = this.room[level]!
    if (room <= 0) return
    this.kept[level] += text.length <= room ? text : text.slice(0, room)
    this.room[level] = Math.max(0, room - text.length)
  }

  private fail(at: number, what: string): never {
    const position = this.offset + at
    throw new RefusedInput({
      kind: "malformed",
      line: this.lines.lineAt(position),
      column: this.lines.columnAt(position),
      what,
    })
  }

  private refuseBytes(at: number): never {
    const position = this.offset + at
    const line = this.lines.lineAt(position)
    throw new RefusedInput({ kind: "bad-bytes", encoding: "UTF-8", line, column: this.lines.columnAt(position) })
  }

  private tooLarge(what: keyof Limits, limit: number, at: number): never {
    throw new RefusedInput({ kind: "too-large", what, limit, line: this.lines.lineAt(this.offset + at) })
  }

  private truncated(within: string): RefusedInput {
    return new RefusedInput({ kind: "truncated", line: this.lines.lineAt(this.offset + this.end), within })
  }
}
