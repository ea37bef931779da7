import type { Blobs } from "../../ports/blobs.ts"
import { StorageUnavailable, type Store } from "../../ports/store.ts"
import type { StateVerification } from "../../ports/verification.ts"

export async function verifyState(store: Store, _blobs: Blobs): Promise<StateVerification> {
  throw new StorageUnavailable(`Verification of a ${store.kind} store is being written.`)
}
