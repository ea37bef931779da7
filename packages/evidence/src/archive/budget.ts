import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import { broken } from "./members.ts"

/** How much larger than it came something may become, once it is larger than honest small files get. */
const MOST_RATIO = 200
const FREE_BYTES = 10 * 1024 * 1024

/**
 * What unpacking may cost, over all that is packed in each other: a few kilobytes can become terabytes, and every
 * byte that comes out of a decompressor is counted before anybody looks at it.
 */
export class Budget {
  private readonly limits: Limits
  private received = 0
  private unpacked = 0
  private members = 0

  constructor(limits: Limits) {
    this.limits = limits
  }

  receive(bytes: number): void {
    this.received += bytes
    this.bound(this.received)
  }

  unpack(bytes: number): void {
    this.unpacked += bytes
    this.bound(this.unpacked)
    if (this.unpacked > FREE_BYTES && this.unpacked > this.received * MOST_RATIO) {
      broken(`it becomes more than ${MOST_RATIO} times as large when it is unpacked`)
    }
  }

  member(): void {
    const limit = this.limits.entries
    if (++this.members > limit) throw new RefusedInput({ kind: "too-large", what: "entries", limit, line: null })
  }

  private bound(bytes: number): void {
    const limit = this.limits.bytes
    if (bytes > limit) throw new RefusedInput({ kind: "too-large", what: "bytes", limit, line: null })
  }
}
