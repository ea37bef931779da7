import type { Decoder } from "../decoders.ts"
import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import type { XmlAttributes } from "./attributes.ts"
import { isSpace } from "./characters.ts"
import { readDeclaration } from "./declaration.ts"
import { readDoctype } from "./doctype.ts"
import { Names } from "./names.ts"
import { plainText } from "./plain-text.ts"
import { characterData, readReference } from "./references.ts"
import { StartTags } from "./start-tag.ts"
import { BLOCK, UNFINISHED, Window } from "./window.ts"

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

/** Where in the grammar the next byte stands. */
const OUTSIDE = 0
const CONTENT = 1
const CDATA = 2
const COMMENT = 3
const INSTRUCTION = 4

/**
 * A strict streaming XML 1.0 reader over UTF-8 bytes: well-formed or refused, with line and column. It declares no
 * entity, fetches nothing, and holds no more than one start tag. Work stays on bytes, because decoding a report
 * to text first costs more than everything else; only what the handler asks for becomes a string.
 */
export class XmlScanner {
  /** Whether an external document type was named (and not fetched). */
  externalDoctype = false
  private readonly handler: XmlHandler
  private readonly limits: Limits
  private readonly utf8: Decoder
  private readonly window: Window
  private readonly names: Names
  private readonly tags: StartTags
  /** An unfinished token is looked at again only when this much has arrived, so that small chunks stay linear. */
  private wake = 1
  private mode = OUTSIDE
  private begun = false
  private rootSeen = false
  private doctypeSeen = false
  private depth = 0
  /** Of the open elements: the name as written, the name without prefix, the text so far, the room for more. */
  private readonly qualified: string[] = []
  private readonly local: string[] = []
  private readonly kept: string[] = []
  private readonly room: Int32Array

  constructor(handler: XmlHandler, { limits, utf8, vocabulary }: XmlOptions) {
    this.handler = handler
    this.limits = limits
    this.utf8 = utf8
    this.window = new Window(limits)
    this.names = new Names(vocabulary, limits.name)
    this.tags = new StartTags(this.window, this.names, limits, utf8)
    this.room = new Int32Array(limits.depth + 1)
  }

  /** Characters that XML forbids and that were replaced or passed over. */
  get forbidden(): number {
    return this.window.forbidden
  }

  /** Throws `RefusedInput`; keeps nothing of `bytes`. */
  write(bytes: Uint8Array): void {
    const { window } = this
    for (let at = 0; at < bytes.length; at += BLOCK) {
      const good = window.take(bytes.subarray(at, Math.min(at + BLOCK, bytes.length)))
      // What stands before a bad byte has the first word: the answer must not depend on how the file was cut.
      if (!good || window.end - window.start >= this.wake) this.scan()
      if (!good) window.refuseByte()
    }
  }

  /** Throws `RefusedInput` unless the document is whole. */
  finish(): void {
    this.scan()
    const { window } = this
    if (this.depth > 0) window.refuseEnd(`inside <${this.local[this.depth - 1] ?? ""}>`)
    if (window.endsInCharacter) window.refuseByte()
    if (this.mode !== OUTSIDE || window.start < window.end) window.refuseEnd("inside markup")
    if (!this.rootSeen) throw new RefusedInput({ kind: "nothing-received" })
  }

  private scan(): void {
    if (!this.begun && !this.begin()) return
    const { window } = this
    for (;;) {
      const next = this.step(window.start)
      if (next === UNFINISHED) {
        const waiting = window.end - window.start
        if (waiting > this.limits.attribute) window.refuseSize("attribute", window.start)
        this.wake = Math.min(2 * waiting, this.limits.attribute) + 1
        return
      }
      window.start = next
      if (next === window.end) {
        this.wake = 1
        return
      }
    }
  }

  /** Reads on from `from`: answers how far it came, or `UNFINISHED` when more must arrive first. */
  private step(from: number): number {
    switch (this.mode) {
      case CONTENT:
        return this.content(from)
      case CDATA:
        return this.until(from, 0x5d, 2)
      case COMMENT:
        return this.until(from, 0x2d, 2)
      case INSTRUCTION:
        return this.until(from, 0x3f, 1)
      default:
        return this.outside(from)
    }
  }

  /** The XML declaration, if there is one, must be the very first thing. */
  private begin(): boolean {
    const { window } = this
    const { bytes, start, end } = window
    const head = "<?xml"
    // Too little to tell, as long as what is there may become a declaration.
    if (end - start <= head.length && head.startsWith(this.spelled(start, end))) return false
    if (this.spelled(start, start + head.length) === head && isSpace(bytes[start + head.length]!)) {
      let close = start
      while (bytes[close] !== 0x3e && bytes[close] !== 0) close++
      if (close - start > this.limits.name) window.refuseSize("name", start)
      if (bytes[close] === 0) return false
      const wrong = readDeclaration(bytes, start + head.length, close)
      if (wrong !== null) window.refuseSyntax(start, wrong)
      window.start = close + 1
    }
    this.begun = true
    return true
  }

  private outside(from: number): number {
    const { window } = this
    let i = from
    while (isSpace(window.bytes[i]!)) i++
    window.start = i
    if (i === window.end) return i
    if (window.bytes[i] === 0x3c) return this.markup(i)
    return window.refuseSyntax(i, this.rootSeen ? "text after the end of the document" : "text before the first tag")
  }

  private content(from: number): number {
    const { window } = this
    const { bytes } = window
    let i = from
    for (;;) {
      i = plainText(bytes, window.words, i)
      const byte = bytes[i]!
      if (byte === 0x3c) {
        if (i > from) this.keep(from, i)
        window.start = i
        return this.markup(i)
      }
      if (byte === 0x5d) {
        if (bytes[i + 1] === 0x5d && bytes[i + 2] === 0x3e) window.refuseSyntax(i, "]]> in text")
        if (bytes[i + 1] === 0 || (bytes[i + 1] === 0x5d && bytes[i + 2] === 0)) break
        i++
        continue
      }
      if (byte === 0x26) {
        const reference = readReference(bytes, i)
        if (reference.kind === "unfinished") break
        if (reference.kind === "wrong") return window.refuseSyntax(i, reference.what)
        if (i > from) this.keep(from, i)
        if (reference.forbidden) window.forbidden++
        this.append(String.fromCodePoint(reference.code))
        return reference.end
      }
      // The end of the window. A carriage return waits for the newline that may follow it.
      if (i > from && bytes[i - 1] === 0x0d) i--
      break
    }
    if (i === from) return i === window.end ? i : UNFINISHED
    this.keep(from, i)
    return i
  }

  /** The body of a CDATA section, comment or processing instruction: up to `count` times `byte` and `>`. */
  private until(from: number, byte: number, count: number): number {
    const { window } = this
    const { bytes } = window
    const inData = this.mode === CDATA
    let i = from
    for (;;) {
      while (bytes[i] !== byte && bytes[i] !== 0) i++
      if (bytes[i] === 0) {
        if (inData && i > from && bytes[i - 1] === 0x0d) i--
        break
      }
      const second = bytes[i + 1]!
      if (second === 0) break
      if (count === 1 || second === byte) {
        const last = bytes[i + count]!
        if (last === 0) break
        if (last === 0x3e) {
          if (inData && i > from) this.keep(from, i)
          this.leave()
          return i + count + 1
        }
        if (this.mode === COMMENT) window.refuseSyntax(i, "-- inside a comment")
      }
      i++
    }
    if (i === from) return UNFINISHED
    if (inData) this.keep(from, i)
    return i
  }

  private markup(at: number): number {
    const byte = this.window.bytes[at + 1]!
    if (byte === 0) return UNFINISHED
    if (byte === 0x2f) return this.endTag(at)
    if (byte === 0x21) return this.declaration(at)
    if (byte === 0x3f) return this.instruction(at)
    return this.startTag(at)
  }

  private startTag(at: number): number {
    const { window, tags } = this
    if (this.depth === 0 && this.rootSeen) window.refuseSyntax(at, "a second document after the end of the first")
    const next = tags.read(at)
    if (next === UNFINISHED) return UNFINISHED
    if (this.depth === this.limits.depth) window.refuseSize("depth", at)
    window.forbidden += tags.forbidden
    this.rootSeen = true
    const { name } = tags
    const colon = name.indexOf(":")
    const local = colon < 0 ? name : name.slice(colon + 1)
    const room = this.handler.open(local, tags.attributes, window.lineAt(at))
    if (tags.empty) this.handler.close(local, "")
    else {
      this.qualified[this.depth] = name
      this.local[this.depth] = local
      this.kept[this.depth] = ""
      this.room[this.depth] = room
      this.depth++
    }
    this.leave()
    return next
  }

  private endTag(at: number): number {
    const { window, names } = this
    const name = names.read(window.bytes, at + 2)
    let i = names.end
    while (isSpace(window.bytes[i]!)) i++
    if (window.bytes[i] === 0) return UNFINISHED
    if (name === undefined || window.bytes[i] !== 0x3e) return window.refuseSyntax(i, "a broken end tag")
    if (this.depth === 0) window.refuseSyntax(at, `</${name}> without its start`)
    this.depth--
    const open = this.qualified[this.depth]!
    if (open !== name) window.refuseSyntax(at, `</${name}> where </${open}> must stand`)
    const text = this.kept[this.depth]!
    this.kept[this.depth] = ""
    this.handler.close(this.local[this.depth]!, text)
    this.leave()
    return i + 1
  }

  /** What follows markup depends on whether an element is open. */
  private leave(): void {
    this.mode = this.depth > 0 ? CONTENT : OUTSIDE
  }

  private declaration(at: number): number {
    const { window } = this
    const ahead = this.spelled(at, Math.min(at + 9, window.end))
    if (ahead.startsWith("<!--")) {
      this.mode = COMMENT
      return at + 4
    }
    if (ahead === "<![CDATA[") {
      if (this.depth === 0) window.refuseSyntax(at, "a CDATA section outside the document")
      this.mode = CDATA
      return at + 9
    }
    if (ahead === "<!DOCTYPE") {
      if (this.rootSeen || this.doctypeSeen) window.refuseSyntax(at, "a DOCTYPE that is not at the start")
      const doctype = readDoctype(window, at)
      if (doctype === UNFINISHED) return UNFINISHED
      this.doctypeSeen = true
      this.externalDoctype ||= doctype.external
      return doctype.end
    }
    if (["<!--", "<![CDATA[", "<!DOCTYPE"].some((head) => head.startsWith(ahead))) return UNFINISHED
    return window.refuseSyntax(at, "a declaration that is not allowed here")
  }

  private instruction(at: number): number {
    const { window, names } = this
    const target = names.read(window.bytes, at + 2)
    const after = window.bytes[names.end]!
    if (after === 0) return UNFINISHED
    if (target === undefined || !(isSpace(after) || after === 0x3f)) {
      return window.refuseSyntax(at, "a broken processing instruction")
    }
    if (target.toLowerCase() === "xml") window.refuseSyntax(at, "an XML declaration that is not at the very start")
    this.mode = INSTRUCTION
    return names.end
  }

  private spelled(from: number, to: number): string {
    return String.fromCharCode(...this.window.bytes.subarray(from, to))
  }

  private keep(from: number, to: number): void {
    const { bytes } = this.window
    const room = this.room[this.depth - 1]!
    if (room <= 0) return
    // Three bytes make at least one UTF-16 unit, so this is enough text, whatever the characters are.
    let cut = Math.min(to, from + room * 3 + 4)
    while (cut < to && (bytes[cut]! & 0xc0) === 0x80) cut++
    this.append(characterData(bytes, from, cut, this.utf8))
  }

  private append(text: string): void {
    const level = this.depth - 1
    const room = this.room[level]!
    if (room <= 0) return
    this.kept[level] += text.length <= room ? text : text.slice(0, room)
    this.room[level] = Math.max(0, room - text.length)
  }
}
