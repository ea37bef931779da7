import type { Item } from "@promotrail/core"
import type { FormatInput } from "./format.ts"
import { RefusedInput } from "./refusal.ts"

/** Where every reader that lists no tests puts what it finds: keeps the limits, and passes it on. */
export class Items {
  /** How many there were. */
  count = 0
  private readonly input: FormatInput

  constructor(input: FormatInput) {
    this.input = input
  }

  add(item: Item): void {
    const { limits, onItem } = this.input
    if (++this.count > limits.items) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: limits.items, line: item.at })
    }
    onItem(item)
  }
}
