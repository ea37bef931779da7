import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { StorageUnavailable } from "../../ports/store.ts"
import { folderBlobs } from "../blobs/folder-blobs.ts"
import { readsContract } from "../reads.contract.ts"
import { storeContract } from "../store.contract.ts"
import type { Place } from "../verified.contract.ts"
import { projectionContract } from "../projection.contract.ts"
import { openSqliteStore } from "./store.ts"

async function newPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-store-"))
  return {
    blobs: await folderBlobs(folder),
    open: () => openSqliteStore({ folder }),
    remove: async () => rmSync(folder, { recursive: true }),
  }
}

storeContract("SQLite", newPlace)
readsContract("SQLite", newPlace)
projectionContract("SQLite", newPlace)

describe("a data folder", () => {
  test("is for one server: a second one is told which folder and what to do", async () => {
    const folder = mkdtempSync(join(tmpdir(), "promotrail-store-"))
    const first = await openSqliteStore({ folder })
    const second = openSqliteStore({ folder })
    await expect(second).rejects.toThrow(StorageUnavailable)
    await expect(second).rejects.toThrow(`${folder} is in use by another Promotrail server`)
    await first.close()
    const third = await openSqliteStore({ folder })
    await third.close()
    rmSync(folder, { recursive: true })
  })

  test("a store that is closed says so", async () => {
    const place = await newPlace()
    const store = await place.open()
    await store.close()
    await expect(store.ping()).rejects.toThrow("closed")
    await place.remove()
  })
})
