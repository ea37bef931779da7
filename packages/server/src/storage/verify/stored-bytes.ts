import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import type { Readable } from "node:stream"
import type { Digest } from "@promotrail/core"
import type { Blobs } from "../../ports/blobs.ts"
import { digestOfBytes } from "../shared/hashes.ts"
import { unpackObject } from "../shared/objects.ts"
import type { Snapshot } from "../shared/snapshot.ts"

/** How many were looked at, and those that are not what they should be, in words. */
export type Checked = { readonly checked: number; readonly broken: readonly string[] }

/** Whether every stored object is what its digest says, and every object that an entry names is stored. */
export async function checkObjects(
  snapshot: Snapshot,
  named: ReadonlyMap<Digest, number>,
  erased: ReadonlyMap<string, number>,
): Promise<Checked> {
  const unseen = new Map<string, number>(named)
  const broken: string[] = []
  let checked = 0
  for await (const page of snapshot.pages("object")) {
    for (const row of page) {
      checked++
      unseen.delete(row.digest)
      if (erased.has(row.digest) && !named.has(row.digest as Digest))
        broken.push(`${row.digest} was erased and is still here`)
      try {
        if (digestOfBytes(unpackObject(row)) !== row.digest) broken.push(`${row.digest} is something else`)
      } catch {
        broken.push(`${row.digest} cannot be unpacked`)
      }
    }
  }
  for (const [digest, entry] of unseen) broken.push(missing(digest, entry))
  return { checked, broken }
}

/** A raw file on its way to be checked. */
export type RawFile = { readonly digest: Digest; readonly path: string }

/** Files that an entry names and that were not there when the files were listed, with that entry. */
export type Unlisted = { readonly digest: Digest; readonly entry: number }

/** Whether every kept file is what its digest says, and which of those that entries name are not among them. */
export async function checkRawFiles(
  files: readonly RawFile[],
  named: ReadonlyMap<Digest, number>,
  erased: ReadonlyMap<string, number>,
): Promise<Checked & { readonly unlisted: readonly Unlisted[] }> {
  const unlisted = new Map(named)
  const broken: string[] = []
  for (const { digest, path } of files) {
    unlisted.delete(digest)
    if (erased.has(digest) && !named.has(digest)) broken.push(`${digest} was erased and is still here`)
    const what = await whatIsWrong(digest, createReadStream(path))
    if (what !== undefined) broken.push(what)
  }
  return { checked: files.length, broken, unlisted: [...unlisted].map(([digest, entry]) => ({ digest, entry })) }
}

/** A second look at files that were not listed: an upload may have come between the listing and the reading. */
export async function checkUnlisted(unlisted: readonly Unlisted[], blobs: Blobs): Promise<Checked> {
  const broken: string[] = []
  for (const { digest, entry } of unlisted) {
    const stream = await blobs.open(digest)
    const what = stream === undefined ? missing(digest, entry) : await whatIsWrong(digest, stream)
    if (what !== undefined) broken.push(what)
  }
  return { checked: unlisted.length, broken }
}

function missing(digest: string, entry: number): string {
  return `${digest} is missing (entry ${entry} names it)`
}

async function whatIsWrong(digest: Digest, stream: Readable): Promise<string | undefined> {
  const hash = createHash("sha256")
  try {
    for await (const chunk of stream) hash.update(chunk as Uint8Array)
  } catch (error) {
    return `${digest} cannot be read (${error instanceof Error ? error.message : String(error)})`
  }
  return `sha256:${hash.digest("hex")}` === digest ? undefined : `${digest} is something else`
}
