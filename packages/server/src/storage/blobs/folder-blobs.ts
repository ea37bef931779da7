import { createHash, randomUUID } from "node:crypto"
import { constants, createReadStream } from "node:fs"
import { access, mkdir, open, opendir, readdir, rename, rm, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { parseDigest, type Digest } from "@promotrail/core"
import type { Blobs, Received } from "../../ports/blobs.ts"
import { StorageFull, StorageUnavailable } from "../../ports/store.ts"

/** Whether other servers keep their files in the same folder. */
export type FolderOptions = { readonly shared?: boolean }

/** In a shared folder, what was not written to for so long belongs to a server that is gone. */
const ABANDONED_MS = 24 * 3_600_000

/** Raw files below `blobs/sha256/<first two digits>/<hex>`; what is still coming in lies in `blobs/tmp`. */
export async function folderBlobs(folder: string, { shared = false }: FolderOptions = {}): Promise<Blobs> {
  const root = resolve(folder, "blobs")
  const incoming = join(root, "tmp")
  const saying = (error: unknown): unknown => explained(error, root)
  try {
    await mkdir(incoming, { recursive: true, mode: 0o700 })
    await access(incoming, constants.W_OK)
    await clear(incoming, shared)
    await mkdir(join(root, "sha256"), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw saying(error)
  }
  const pathOf = (digest: Digest): string => {
    const hex = digest.slice("sha256:".length)
    return join(root, "sha256", hex.slice(0, 2), hex)
  }
  const size = async (digest: Digest): Promise<number | undefined> => {
    try {
      return (await stat(pathOf(digest))).size
    } catch (error) {
      if (isMissing(error)) return undefined
      throw saying(error)
    }
  }
  return {
    async receive(source, maxBytes) {
      const path = join(incoming, randomUUID())
      try {
        const taken = await take(source, path, maxBytes)
        if (taken === undefined) {
          await rm(path, { force: true })
          return { kind: "too-large", limit: maxBytes }
        }
        return received(path, taken.digest, taken.bytes, pathOf(taken.digest), saying)
      } catch (error) {
        await rm(path, { force: true })
        throw saying(error)
      }
    },
    async open(digest) {
      if ((await size(digest)) === undefined) return undefined
      return createReadStream(pathOf(digest))
    },
    size,
    pathOf,
    async remove(digest) {
      try {
        await rm(pathOf(digest), { force: true })
        await sync(dirname(pathOf(digest)))
      } catch (error) {
        if (!isMissing(error)) throw saying(error)
      }
    },
    async *list() {
      for await (const group of await opendir(join(root, "sha256"))) {
        if (!group.isDirectory()) continue
        for await (const { name } of await opendir(join(root, "sha256", group.name))) {
          const digest = parseDigest(`sha256:${name}`)
          if (digest.ok) yield digest.value
        }
      }
    },
  }
}

/** What a killed server left half received was never acknowledged. */
async function clear(incoming: string, shared: boolean): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    try {
      const { mtimeMs } = await stat(path)
      if (!shared || Date.now() - mtimeMs >= ABANDONED_MS) await rm(path, { force: true })
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
}

function received(
  path: string,
  digest: Digest,
  bytes: number,
  home: string,
  saying: (error: unknown) => unknown,
): Received {
  return {
    kind: "received",
    digest,
    bytes,
    path,
    async keep() {
      try {
        const folder = dirname(home)
        if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await sync(dirname(folder))
        await rename(path, home)
        await sync(folder)
      } catch (error) {
        throw saying(error)
      }
    },
    discard: () => rm(path, { force: true }),
  }
}

/** Writes a stream to a new file, hashing on the way; durable when it resolves. Nothing when it is too large. */
async function take(
  source: AsyncIterable<Uint8Array>,
  path: string,
  maxBytes: number,
): Promise<{ readonly digest: Digest; readonly bytes: number } | undefined> {
  const hash = createHash("sha256")
  let bytes = 0
  const file = await open(path, "wx", 0o600)
  try {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > maxBytes) return undefined
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { digest: `sha256:${hash.digest("hex")}` as Digest, bytes }
}

/** A new name is durable when its folder is. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT"
}

function explained(error: unknown, root: string): unknown {
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return new StorageFull(`The disk under ${root} is full: the file was not kept. Make room, then try again.`, {
        cause: error,
      })
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return new StorageUnavailable(
        `The folder ${root} is read-only. Make it writable for this server, then try again.`,
        {
          cause: error,
        },
      )
    case "EIO":
      return new StorageUnavailable(`The disk under ${root} reports an error. The file was not kept; check the disk.`, {
        cause: error,
      })
    default:
      return error
  }
}
