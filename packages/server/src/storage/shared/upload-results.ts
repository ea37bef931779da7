import { slotOf } from "@promotrail/core"
import type { Fact } from "../../ports/reader.ts"
import type { ResultDetail } from "../../ports/rows.ts"

/** Details kept of one upload: of its first tests that did not pass. */
const DETAILS = 10_000

/** Gathers what an upload says, test by test in file order: while it is read, and when the state is rebuilt. */
export class ResultsBuilder {
  private ordinals = new Int32Array(1024)
  private slots = new Uint8Array(1024)
  private readonly details: (Omit<ResultDetail, "ordinal"> & { readonly at: number })[] = []
  /** Tests so far. */
  size = 0

  /** `ordinal` may be -1 until `place` says it. */
  add(ordinal: number, fact: Pick<Fact, "status" | "flaky" | "line" | "message" | "durationMs">): void {
    const at = this.size++
    if (at === this.ordinals.length) {
      const ordinals = new Int32Array(at * 2)
      ordinals.set(this.ordinals)
      this.ordinals = ordinals
      const slots = new Uint8Array(at * 2)
      slots.set(this.slots)
      this.slots = slots
    }
    this.ordinals[at] = ordinal
    const { status, flaky, line = null, message = null, durationMs = null } = fact
    if (status === undefined) return
    this.slots[at] = slotOf(status, flaky)
    const isTold = status === "failed" || status === "errored" || (status === "skipped" && message !== null)
    if (isTold && this.details.length < DETAILS) this.details.push({ at, line, message, durationMs })
  }

  place(at: number, ordinal: number): void {
    this.ordinals[at] = ordinal
  }

  /** Everything so far. The last word on a test that is there twice is its detail as well. */
  build(inventory: boolean): {
    readonly ordinals: Uint32Array
    readonly slots: Uint8Array
    readonly details: readonly ResultDetail[]
  } {
    const ordinals = Uint32Array.from(this.ordinals.subarray(0, this.size))
    const details = new Map(this.details.map(({ at, ...told }) => [ordinals[at] ?? 0, told]))
    return {
      ordinals,
      slots: inventory ? new Uint8Array(0) : this.slots.slice(0, this.size),
      details: inventory ? [] : [...details].map(([ordinal, told]) => ({ ordinal, ...told })),
    }
  }
}
