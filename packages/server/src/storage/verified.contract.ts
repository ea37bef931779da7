import { afterEach, beforeEach, expect } from "vitest"
import type { Blobs } from "../ports/blobs.ts"
import type { Store } from "../ports/store.ts"
import { verifyState } from "./verify/verify.ts"
import { worldOf, type World } from "./world.contract.ts"

/** A place for a store: empty at first, opened as often as one likes. */
export type Place = {
  readonly blobs: Blobs
  open(): Promise<Store>
  remove(): Promise<void>
}

/** An empty store for each test, in `current`; after the test the auditor runs. */
export function verifiedStore(newPlace: () => Promise<Place>): {
  current: { readonly place: Place; store: Store; world: World }
} {
  const holder = {} as { current: { place: Place; store: Store; world: World } }
  beforeEach(async () => {
    const place = await newPlace()
    const store = await place.open()
    holder.current = { place, store, world: worldOf(store, place.blobs) }
  })
  afterEach(async () => {
    const { place, store } = holder.current
    const found = await verifyState(store, place.blobs)
    await store.close()
    await place.remove()
    const { state, objects, evidence } = found
    const words = [...state.flatMap(({ differences }) => differences), ...objects.broken, ...evidence.broken]
    expect(words).toStrictEqual([])
    expect(found.agrees).toBe(true)
  })
  return holder
}
