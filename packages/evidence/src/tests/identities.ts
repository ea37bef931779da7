/**
 * Hands out ids that are unique within one report: the second of a name gets `#2`, the third `#3`.
 *
 * What was seen is kept as 63-bit fingerprints: a million ids as strings would be most of the memory of an upload.
 * Two ids of a million share a fingerprint once in twenty million reports; one of them is then numbered.
 */
export class Identities {
  private readonly taken = new Fingerprints()
  private readonly repeats = new Map<string, number>()
  private prefix = ""
  private prefixLow = 0
  private prefixHigh = 0

  /** The id `prefix + name`, numbered if it was handed out before. Neighbours that share a prefix are fastest. */
  unused(prefix: string, name: string): string {
    const { taken } = this
    if (prefix !== this.prefix) {
      taken.start(0, 0)
      taken.feed(prefix)
      this.prefix = prefix
      this.prefixLow = taken.low
      this.prefixHigh = taken.high
    }
    taken.start(this.prefixLow, this.prefixHigh)
    taken.feed(name)
    const id = prefix + name
    if (taken.add()) return id
    let number = this.repeats.get(id) ?? 1
    // A test may really be called "a#2".
    do number++
    while (!this.takes(`${id}#${number}`))
    this.repeats.set(id, number)
    return `${id}#${number}`
  }

  private takes(id: string): boolean {
    this.taken.start(0, 0)
    this.taken.feed(id)
    return this.taken.add()
  }
}

const MIX_LOW = 0xcc9e2d51 | 0
const MIX_HIGH = 0x1b873593
const FINAL_LOW = 0x85ebca6b | 0
const FINAL_HIGH = 0xc2b2ae35 | 0

/** A set of texts that remembers 63 bits of each; open addressing over pairs of integers. */
class Fingerprints {
  low = 0
  high = 0
  private size = 0
  private slots = new Int32Array(2 * 128)

  start(low: number, high: number): void {
    this.low = low
    this.high = high
  }

  /** Two rolling hashes; feeding `a` and then `b` is feeding `ab`. */
  feed(text: string): void {
    let { low, high } = this
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i) + 1
      low = Math.imul(low ^ Math.imul(unit, MIX_LOW), 5) + 0x6b64
      low = (low << 13) | (low >>> 19)
      high = Math.imul(high ^ Math.imul(unit, MIX_HIGH), 9) + 0x5ab1
      high = (high << 15) | (high >>> 17)
    }
    this.low = low
    this.high = high
  }

  /** Adds what was fed since `start`; false when it was there. */
  add(): boolean {
    if (this.size * 4 > this.slots.length) this.grow()
    const low = finish(this.low, FINAL_LOW) | 1 // never the mark of an empty slot
    const high = finish(this.high, FINAL_HIGH)
    if (!place(this.slots, low, high)) return false
    this.size++
    return true
  }

  private grow(): void {
    const larger = new Int32Array(this.slots.length * 2)
    for (let i = 0; i < this.slots.length; i += 2) {
      if (this.slots[i] !== 0) place(larger, this.slots[i]!, this.slots[i + 1]!)
    }
    this.slots = larger
  }
}

function finish(hash: number, factor: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), factor)
  return Math.imul(once ^ (once >>> 13), 0x27d4eb2f) ^ (once >>> 16)
}

function place(slots: Int32Array, low: number, high: number): boolean {
  const mask = slots.length - 1
  for (let i = (high << 1) & mask; ; i = (i + 2) & mask) {
    const there = slots[i]
    if (there === 0) {
      slots[i] = low
      slots[i + 1] = high
      return true
    }
    if (there === low && slots[i + 1] === high) return false
  }
}
