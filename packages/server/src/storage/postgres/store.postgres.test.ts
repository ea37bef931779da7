import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { err } from "@promotrail/core"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { missingPart } from "../../../../../tools/optional-parts.ts"
import { startPostgres, type Postgres } from "../../../../../tools/postgres.ts"
import { StorageUnavailable } from "../../ports/store.ts"
import { folderBlobs } from "../blobs/folder-blobs.ts"
import { projectionContract } from "../projection.contract.ts"
import { readsContract } from "../reads.contract.ts"
import { storeContract } from "../store.contract.ts"
import type { Place } from "../verified.contract.ts"
import { verifyState } from "../verify/verify.ts"
import { app, registered, worldOf } from "../world.contract.ts"
import { openPostgresStore } from "./store.ts"

describe.skipIf(missingPart("postgresql") !== undefined)("on a PostgreSQL server of our own", () => {
  let server: Postgres
  beforeAll(async () => {
    const started = await startPostgres()
    if ("missing" in started) throw new Error(started.missing)
    server = started
  })
  afterAll(() => server.stop())

  /** A schema of its own for every test: as good as a database, and there in no time. */
  const newPlace = async (): Promise<Place & { readonly url: string }> => {
    const name = `test_${randomBytes(6).toString("hex")}`
    await asAdmin(server.url, `create schema ${name}`)
    const url = new URL(server.url)
    url.searchParams.set("options", `-c search_path=${name}`)
    const folder = mkdtempSync(join(tmpdir(), "promotrail-blobs-"))
    return {
      url: url.href,
      blobs: await folderBlobs(folder),
      open: () =>
        openPostgresStore({ url: url.href, signing: { signer: { kind: "folder", folder: join(folder, "keys") } } }),
      async remove() {
        rmSync(folder, { recursive: true })
        await asAdmin(server.url, `drop schema ${name} cascade`)
      },
    }
  }

  storeContract("PostgreSQL", newPlace)
  readsContract("PostgreSQL", newPlace)
  projectionContract("PostgreSQL", newPlace)

  describe("several servers on one database", () => {
    test("open an empty one at the same time and agree on the first entry", async () => {
      const place = await newPlace()
      const stores = await Promise.all([place.open(), place.open(), place.open()])
      const first = await Promise.all(stores.map(({ read }) => read.entries(0, 9)))
      expect(first[0]).toHaveLength(1)
      expect(first[1]).toStrictEqual(first[0])
      expect(first[2]).toStrictEqual(first[0])
      await Promise.all(stores.map((store) => store.close()))
      await place.remove()
    })

    test("one of two wins a version, and a request with a key is done by one of them", async () => {
      const place = await newPlace()
      const stores = await Promise.all([place.open(), place.open()])
      const [one] = stores.map((store) => worldOf(store, place.blobs))
      await one?.policy()
      for (let round = 0; round < 20; round++) {
        const now = (await stores[0]?.read.application(app()))?.version ?? 0
        const proposal = { event: registered(`v${round}`), expects: { application: app(), version: now } }
        const asked = await Promise.all(stores.map((store) => store.commit(proposal)))
        expect(asked.filter(({ ok }) => ok)).toHaveLength(1)
        expect(asked.filter(({ ok }) => !ok)).toStrictEqual([err({ kind: "moved" })])
      }
      const remember = { key: "k", request: "r", status: 201, body: "b" }
      const asked = await Promise.all(
        [...stores, ...stores, ...stores].map((store) => store.commit({ event: registered("once"), remember })),
      )
      expect(asked.filter(({ ok }) => ok)).toHaveLength(1)
      expect((await stores[1]?.read.application(app()))?.releases).toBe(21)
      await agrees(stores[1], place)
      await Promise.all(stores.map((store) => store.close()))
      await place.remove()
    })

    test("write at once without a gap in the ledger, and add the same tests once", async () => {
      const place = await newPlace()
      const stores = await Promise.all([place.open(), place.open(), place.open()])
      const worlds = stores.map((store) => worldOf(store, place.blobs))
      await worlds[0]?.policy()
      await worlds[0]?.release("v1")
      const names = Array.from({ length: 40 }, (_, at) => `s::c::t${at}`)
      await Promise.all(
        worlds.flatMap((world, who) =>
          names.slice(0, 10).map((_, at) => {
            const some = names.slice(at, at + 20 + who)
            return world.upload({ release: "v1", tests: Object.fromEntries(some.map((name) => [name, "passed"])) })
          }),
        ),
      )
      expect((await stores[0]?.read.head())?.size).toBe(33)
      expect((await stores[0]?.read.application(app()))?.tests).toBeLessThanOrEqual(32)
      await agrees(stores[0], place)
      await Promise.all(stores.map((store) => store.close()))
      await place.remove()
    })

    test("hear of each other's entries, also after their connections were cut", async () => {
      const place = await newPlace()
      const [writer, reader] = await Promise.all([place.open(), place.open()])
      const world = worldOf(writer, place.blobs)
      const heard = hearing((listener) => reader.subscribe(listener))
      await world.policy()
      await heard(2)
      await asAdmin(
        place.url,
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'promotrail'",
      )
      await recovered(() => writer.ping())
      await world.release("v1")
      await heard(3)
      await recovered(() => reader.ping())
      expect(await reader.read.application(app())).toMatchObject({ releases: 1 })
      await agrees(reader, place)
      await Promise.all([writer.close(), reader.close()])
      await place.remove()
    })
  })

  test("a database that refuses is named with what to check", async () => {
    const nowhere = openPostgresStore({
      url: "postgres://anna:secret@127.0.0.1:1/none",
      signing: { signer: { kind: "folder", folder: tmpdir() } },
    })
    await expect(nowhere).rejects.toThrow(StorageUnavailable)
    await expect(nowhere).rejects.toThrow("PROMOTRAIL_DATABASE_URL")
    await expect(nowhere).rejects.not.toThrow("secret")
  })
})

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** Resolves once a size was heard of. */
function hearing(subscribe: (listener: (size: number) => void) => unknown): (size: number) => Promise<void> {
  let newest = 0
  let wake: () => void = () => undefined
  subscribe((size) => {
    newest = size
    wake()
  })
  return async (size) => {
    while (newest < size) await new Promise<void>((resolve) => (wake = resolve))
  }
}

/** Asks until it is answered; the first answers may be the news that the connection is gone. */
async function recovered(ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await ask()
      return
    } catch (error) {
      if (!(error instanceof StorageUnavailable) || attempt === 100) throw error
    }
  }
}

async function agrees(store: Parameters<typeof verifyState>[0] | undefined, { blobs }: Place): Promise<void> {
  if (store === undefined) throw new Error("there is no store")
  const found = await verifyState(store, blobs)
  expect(found.state.flatMap(({ differences }) => differences)).toStrictEqual([])
  expect(found.agrees).toBe(true)
}
