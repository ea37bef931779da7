import { PACK_MANIFEST, parseManifest, type PackManifest } from "./pack-format.ts"
import type { Findings, VerifyPlatform } from "./verify-findings.ts"

/** A pack, opened: an archive or a folder. */
export type Pack = {
  /** All files there are. */
  readonly paths: readonly string[]
  /** Whether the order of `paths` is the one they were written in. */
  readonly isOrdered: boolean
  readonly read: (path: string) => Uint8Array | undefined
  /** Length and SHA-256 of a file, which may be too large to be read at once. */
  readonly digest: (path: string) => { readonly bytes: number; readonly sha256: string } | undefined
}

/** Step 1: reads the manifest and compares every file with it: none is missing, none is another one, none is more. */
export function verifyFiles(pack: Pack, findings: Findings, platform: VerifyPlatform): PackManifest | undefined {
  const bytes = pack.read(PACK_MANIFEST)
  if (bytes === undefined) {
    findings.bad(PACK_MANIFEST, "is missing. It is the last file of a whole pack: did it break off?")
    return undefined
  }
  const manifest = parseManifest(platform.textOfUtf8(bytes) ?? "", platform.sha256)
  if (!manifest.ok) {
    findings.bad(PACK_MANIFEST, `${manifest.error}. Was it changed?`)
    return undefined
  }
  const { files } = manifest.value
  const before = findings.bads
  const known = new Set([PACK_MANIFEST])
  for (const file of files) {
    if (known.has(file.path)) findings.bad(PACK_MANIFEST, `it names ${file.path} twice.`)
    known.add(file.path)
    const found = pack.digest(file.path)
    if (found === undefined) findings.bad(file.path, "is missing.")
    else if (found.bytes !== file.bytes || found.sha256 !== file.sha256)
      findings.bad(file.path, "is not the file that the manifest has. It was changed.")
  }
  for (const path of pack.paths) if (!known.has(path)) findings.bad(path, "is no file of this pack.")
  if (pack.isOrdered) compareOrder(pack.paths, [...files.map(({ path }) => path), PACK_MANIFEST], findings)
  findings.goodSince(before, `${files.length} files, all that the manifest has and no other`)
  return manifest.value
}

function compareOrder(paths: readonly string[], written: readonly string[], findings: Findings): void {
  if (paths.length !== written.length) return // that is told already
  const at = paths.findIndex((path, place) => path !== written[place])
  if (at !== -1)
    findings.bad(paths[at] ?? "", `stands where ${written[at]} should: the files were put into another order.`)
}
