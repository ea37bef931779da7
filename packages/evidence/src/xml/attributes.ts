import type { Decoder } from "../decoders.ts"
import { attributeValue } from "./references.ts"
import { textOf } from "../encoding/utf8.ts"

/** The attributes of the element being opened. Values become strings only when asked for, and only during `open`. */
export interface XmlAttributes {
  readonly count: number
  nameAt(index: number): string
  valueAt(index: number): string
  /** The same as `valueAt`; returns the string of last time when the bytes are those of last time. */
  repeatedAt(index: number, memory: RepeatedValue): string
  get(name: string): string | undefined
}

const REMEMBERED = 512

/** The last value of an attribute that often repeats, such as `classname`. */
export class RepeatedValue {
  readonly bytes = new Uint8Array(REMEMBERED)
  length = -1
  text = ""
}

/** Where the attributes of one start tag are, in the window the scanner reads. */
export class AttributeList implements XmlAttributes {
  count = 0
  bytes: Uint8Array = new Uint8Array(0)
  private readonly names: string[] = []
  private readonly from: Int32Array
  private readonly to: Int32Array
  private readonly plain: Uint8Array
  private readonly decoder: Decoder

  constructor(capacity: number, decoder: Decoder) {
    this.from = new Int32Array(capacity)
    this.to = new Int32Array(capacity)
    this.plain = new Uint8Array(capacity)
    this.decoder = decoder
  }

  add(name: string, from: number, to: number, plain: boolean): void {
    const index = this.count++
    this.names[index] = name
    this.from[index] = from
    this.to[index] = to
    this.plain[index] = plain ? 1 : 0
  }

  has(name: string): boolean {
    for (let i = 0; i < this.count; i++) if (this.names[i] === name) return true
    return false
  }

  nameAt(index: number): string {
    return this.names[index]!
  }

  valueAt(index: number): string {
    const from = this.from[index]!
    const to = this.to[index]!
    return this.plain[index] === 1
      ? textOf(this.bytes, from, to, this.decoder)
      : attributeValue(this.bytes, from, to, this.decoder)
  }

  repeatedAt(index: number, memory: RepeatedValue): string {
    const from = this.from[index]!
    const length = this.to[index]! - from
    if (length === memory.length) {
      let i = length - 1
      while (i >= 0 && memory.bytes[i] === this.bytes[from + i]) i--
      if (i < 0) return memory.text
    }
    const text = this.valueAt(index)
    if (length <= REMEMBERED) {
      memory.bytes.set(this.bytes.subarray(from, from + length))
      memory.length = length
      memory.text = text
    }
    return text
  }

  get(name: string): string | undefined {
    for (let i = 0; i < this.count; i++) if (this.names[i] === name) return this.valueAt(i)
    return undefined
  }
}
