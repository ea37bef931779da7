import type { Item } from "@promotrail/core"
import { BlockWriter, blocksOf } from "./blocks.ts"
import { ITEMS_MAGIC } from "./objects.ts"

/** Writes the items of a report into a facts object: blocks of JSON lines (`blocks.ts`), in file order. */
export class ItemsEncoder {
  private readonly blocks = new BlockWriter(ITEMS_MAGIC)

  add(item: Item): void {
    this.blocks.add(JSON.stringify(item))
  }

  end(): Promise<Uint8Array> {
    return this.blocks.end()
  }
}

/** The items of an object, in file order. Throws on bytes that `ItemsEncoder` did not write. */
export function* itemsOf(bytes: Uint8Array): Generator<Item, void, undefined> {
  for (const lines of blocksOf(ITEMS_MAGIC, bytes)) for (const line of lines) yield JSON.parse(line) as Item
}
