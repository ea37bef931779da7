import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { TrustMistake, trustOf, type TrustFiles } from "./trust.ts"

const MOST_BYTES = 4_000_000

/** Reads the trust folder once, at start; `undefined`: nobody is trusted. Throws `TrustMistake` over the first file that cannot be used. */
export async function readTrustFolder(folder: string | undefined): Promise<TrustFiles> {
  if (folder === undefined) return []
  const names = await namesIn(folder)
  const files: { name: string; text: string }[] = []
  for (const name of names.filter((one) => /\.(?:json|pub|pem)$/.test(one)).toSorted()) {
    const path = join(folder, name)
    const { size } = await stat(path)
    if (size > MOST_BYTES) throw new TrustMistake(`The trust root ${name} is larger than ${MOST_BYTES} bytes.`)
    files.push({ name, text: await readFile(path, "utf8") })
  }
  if (files.length === 0) {
    throw new TrustMistake(
      `PROMOTRAIL_TRUST_ROOT is ${folder}, in which there is no trusted root (.json) and no public key (.pub, .pem).`,
    )
  }
  trustOf(files)
  return files
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    throw new TrustMistake(`PROMOTRAIL_TRUST_ROOT is ${folder}, which is no folder that can be read.`)
  }
}
