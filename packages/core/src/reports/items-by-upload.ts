import type { Item, ItemOf, ItemType } from "../catalog/items.ts"

/** Uploads, of which only what they list matters. */
export type ItemsByUpload = readonly { readonly id: string; readonly items: readonly Item[] }[]

/** The items of one type that an upload lists, in its order. */
export function itemsOf<Type extends ItemType>(
  { items }: { readonly items: readonly Item[] },
  type: Type,
): ItemOf<Type>[] {
  return items.filter((item): item is ItemOf<Type> => item.type === type)
}
