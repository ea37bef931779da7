import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { StorageFull, StorageUnavailable } from "../../ports/store.ts"
import { folderBlobs } from "../blobs/folder-blobs.ts"
import { verifyState } from "../verify/verify.ts"
import { app, event, object, worldOf } from "../world.contract.ts"
import { openSqliteStore } from "./store.ts"

const mib = (n: number): Buffer => Buffer.alloc(n * 1_048_576, "ballast ")

/** A file system of its own, of a few MiB; nothing where we may not mount one. */
function smallDisk(): { readonly folder: string; remount(how: string): void; remove(): void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-disk-"))
  const mount = (...how: string[]) => spawnSync("mount", [...how, folder]).status === 0
  if (process.getuid?.() !== 0 || !mount("-t", "tmpfs", "-o", "size=6m", "tmpfs")) {
    rmSync(folder, { recursive: true })
    return undefined
  }
  return {
    folder,
    remount: (how) => expect(mount("-o", `remount,${how}`)).toBe(true),
    remove() {
      spawnSync("umount", ["-l", folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

test("a full disk: a clear error, nothing acknowledged is lost, and with room it goes on", async ({
  skip,
  onTestFinished,
}) => {
  const disk = smallDisk()
  if (disk === undefined) return skip("only root may mount a small disk")
  onTestFinished(() => disk.remove())
  const { folder } = disk
  const ballast = join(folder, "ballast")
  writeFileSync(ballast, mib(3))
  const store = await openSqliteStore({ folder })
  const blobs = await folderBlobs(folder)
  const world = worldOf(store, blobs)
  await world.policy()
  await world.release("v1")
  const kept: string[] = []
  const fill = async () => {
    for (let at = 0; at < 2_000; at++) {
      // Noise, so that it stays as large as it is.
      const large = object(Array.from({ length: 4_000 }, () => Math.random().toString(36)).join(""))
      await world.done({
        event: event("policy.applied", { application: app(), policy: large.digest }),
        objects: [large],
      })
      kept.push(large.digest)
    }
  }
  await expect(fill()).rejects.toThrow(StorageFull)
  expect(kept.length).toBeGreaterThan(3)
  const file = blobs.receive(
    (async function* () {
      for (;;) yield mib(1)
    })(),
    1e9,
  )
  await expect(file).rejects.toThrow(`The disk under ${join(folder, "blobs")} is full`)
  expect(readdirSync(join(folder, "blobs", "tmp"))).toStrictEqual([])

  expect((await store.read.policies(app())).slice(1).map(({ policy }) => policy)).toStrictEqual(kept)
  rmSync(ballast)
  await world.release("v2")
  expect(await verifyState(store, blobs)).toMatchObject({ agrees: true })
  await store.close()
  const again = await openSqliteStore({ folder })
  expect((await again.read.releases(app(), { limit: 9 })).rows).toHaveLength(2)
  await again.close()
})

test("a read-only folder is named, with what to do", async ({ skip, onTestFinished }) => {
  const disk = smallDisk()
  if (disk === undefined) return skip("only root may mount a small disk")
  onTestFinished(() => disk.remove())
  const { folder } = disk
  await (await openSqliteStore({ folder })).close()
  await folderBlobs(folder)
  disk.remount("ro")
  const opening = openSqliteStore({ folder })
  await expect(opening).rejects.toThrow(StorageUnavailable)
  await expect(opening).rejects.toThrow(`The data folder ${folder} is read-only`)
  const blobs = folderBlobs(folder)
  await expect(blobs).rejects.toThrow(StorageUnavailable)
  await expect(blobs).rejects.toThrow("is read-only")
})

test("a folder that is a file, or garbage instead of a database, is a clear error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-disk-"))
  writeFileSync(join(folder, "file"), "")
  await expect(openSqliteStore({ folder: join(folder, "file") })).rejects.toThrow("cannot be made")
  writeFileSync(join(folder, "promotrail.db"), "this is not a database, it only sits where one should be. ".repeat(99))
  await expect(openSqliteStore({ folder })).rejects.toThrow(`The database in ${folder} is damaged`)
  // A refused start lets go of the folder.
  rmSync(join(folder, "promotrail.db"))
  await (await openSqliteStore({ folder })).close()
  rmSync(folder, { recursive: true })
})
