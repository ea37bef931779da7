import { existsSync, globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { ROOT } from "../repository.ts"
import { type Read, readBytes } from "./laws.ts"

/** A file to begin with, and what was read of it. */
export type Seed = {
  readonly bytes: Uint8Array
  readonly name: string
  readonly format: string
  readonly read: Read
  /** As a tool wrote it. What was changed before may have lost what tells a further loss. */
  readonly isReal: boolean
}

const FOLDERS = ["fixtures/evidence", "../shared/corpora"]
const MOST_BYTES = 200_000

/** Every real report at hand, by format; large ones are left out: small ones say the same, sooner. */
export function seedsByFormat(only: string | undefined): Map<string, Seed[]> {
  const seeds = new Map<string, Seed[]>()
  for (const folder of FOLDERS.map((name) => resolve(ROOT, name)).filter((path) => existsSync(path))) {
    for (const name of globSync("**/*", { cwd: folder }).toSorted()) {
      const seed = seedOf(name, folder)
      if (seed === undefined || (only !== undefined && seed.format !== only)) continue
      const known = seeds.get(seed.format)
      if (known === undefined) seeds.set(seed.format, [seed])
      else known.push(seed)
    }
  }
  return seeds
}

function seedOf(name: string, folder: string): Seed | undefined {
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(readFileSync(join(folder, name)))
  } catch {
    // A folder.
    return undefined
  }
  if (bytes.length === 0 || bytes.length > MOST_BYTES) return undefined
  const read = readBytes(bytes)
  return read.report.format === null ? undefined : { bytes, name, format: read.report.format, read, isReal: true }
}
