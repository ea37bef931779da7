import { verifyPack, type PackQuestion, type TarFault } from "@promotrail/core"
import { wrongUsage } from "../failure.ts"
import { bad, inShort, type Verified } from "./finding.ts"
import { openNamed, type Asked } from "./named-file.ts"
import { openPackArchive, openPackFolder, type OpenPack } from "./pack-files.ts"
import { PLATFORM } from "./platform.ts"
import { readTrust } from "./trust.ts"

/** Verifies an audit pack: the archive, or the folder it was unpacked to. */
export async function verifyPackAt(
  path: string,
  isFolder: boolean,
  { policy, kept, entry, key }: Asked,
  replay: PackQuestion["replay"],
): Promise<Verified> {
  if (entry !== undefined) throw wrongUsage("--entry belongs to a .tlog-proof file; a pack holds its entries.")
  if (key !== undefined)
    throw wrongUsage("--key belongs to a Sigstore bundle; in a pack the log itself names the keys.")
  const before = kept === undefined ? undefined : openNamed(kept)
  const question: PackQuestion = {
    replay,
    trust: policy === undefined ? undefined : readTrust(policy, undefined),
    kept: before === undefined ? undefined : { file: before.name, note: before.note, checkpoint: before.checkpoint },
  }
  const pack = isFolder ? openPackFolder(path) : openPackArchive(path)
  if (!("close" in pack)) return { name: "pack", summary: "the archive is damaged", findings: [bad(explainTar(pack))] }
  return verifyOpen(pack, question)
}

async function verifyOpen(pack: OpenPack, question: PackQuestion): Promise<Verified> {
  try {
    const { manifest, findings } = await verifyPack(pack, question, PLATFORM)
    const newest = manifest?.logs.at(-1)
    const summary = manifest === undefined || newest === undefined ? "no manifest to go by" : inShort(newest)
    return { name: "pack", summary, findings }
  } finally {
    pack.close()
  }
}

function explainTar({ path, at, why }: TarFault): string {
  const where = path === null ? "its first file" : path
  switch (why) {
    case "cut":
      return `${where}: the archive ends within it or behind it, at byte ${at}: it broke off.`
    case "padding":
      return `${where}: something stands behind it in the archive that does not belong there, at byte ${at}.`
    case "head":
      return `${where}: what follows it in the archive, at byte ${at}, is not as packs are written. Was it packed again? Then unpack it and verify the folder.`
    case "twice":
      return `${where}: it stands twice in the archive.`
    case "end":
      return `${where}: behind it the archive does not end as packs do, at byte ${at}.`
  }
}
