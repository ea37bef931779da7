import type { Result } from "@promotrail/core"
import type { Signing } from "../../ports/signer.ts"
import type { Catalogue, Committed, Moved, Reads, Store } from "../../ports/store.ts"
import { categoriesOf } from "../shared/catalogue/catalogue.ts"
import { readsOver } from "../shared/reads/reads.ts"
import { explaining } from "../shared/explaining.ts"
import { startWriter } from "../writer/writer.ts"
import { explained } from "./faults.ts"
import { listen } from "./listener.ts"
import { connect } from "./pool.ts"

const READERS = 10

/** Opens the store in a PostgreSQL database, which may be shared with other servers, and brings it up to this version. */
export async function openPostgresStore({
  url,
  signing,
}: {
  readonly url: string
  readonly signing: Signing
}): Promise<Store> {
  const listeners = new Set<(size: number) => void>()
  let heard = 0
  // Our own entries are heard of twice, from the writer and from the database; what is known already is no news.
  const onSize = (size: number): void => {
    if (size <= heard) return
    heard = size
    for (const listener of listeners) listener(size)
  }
  const writer = await startWriter({ kind: "postgres", url }, signing, onSize)
  const { db } = connect(url, READERS)
  const listening = listen(url, onSize)
  const close = async (): Promise<void> => {
    listeners.clear()
    await Promise.all([writer.close(), listening.close(), db.destroy()])
  }
  try {
    await listening.ready
  } catch (error) {
    await close()
    throw explained(error)
  }
  const catalogue: Catalogue = {
    resolve: (application, category, tests) =>
      writer.ask({ kind: "resolve", application, category, tests }) as ReturnType<Catalogue["resolve"]>,
    categories: (application) => categoriesOf({ db }, application),
  }
  const read: Reads = explaining(readsOver(db, "postgres"), explained)
  return {
    kind: "postgres",
    origin: { kind: "postgres", url },
    read,
    catalogue: explaining(catalogue, explained),
    scrub: async (notices) => void (await writer.ask({ kind: "scrub", notices })),
    keepAnchor: async (anchor) => void (await writer.ask({ kind: "anchor", anchor })),
    commit: (proposal) => writer.ask({ kind: "commit", proposal }) as Promise<Result<Committed, Moved>>,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async ping() {
      await Promise.all([read.head(), writer.ask({ kind: "ping" })])
    },
    close,
  }
}
