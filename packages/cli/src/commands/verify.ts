import { closeSync, openSync, readSync, statSync } from "node:fs"
import { join, resolve } from "node:path"
import { isBundle } from "@promotrail/core"
import { command, firstWord } from "../command.ts"
import type { ExitCode } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { tell, type Verified } from "../verify/finding.ts"
import { readText, type Asked, type NamedFile } from "../verify/named-file.ts"

const REPLAYS = ["all", "none", "sample"] as const

/** `promotrail verify`: a pack, a log, a checkpoint, a proof or a bundle, checked here and now, without any server. */
export const verify = command({
  words: {
    name: "PATH",
    about:
      "an audit pack (.tar, or its folder), the folder of a static log, a checkpoint, a .tlog-proof or a Sigstore bundle",
  },
  flags: {
    policy: { type: "string", value: "FILE", about: "whom you trust: logs, witnesses and a quorum (C2SP tlog-policy)" },
    checkpoint: { type: "string", value: "FILE", about: "a checkpoint kept from last time, which must be continued" },
    entry: { type: "string", value: "FILE", about: "the entry that a .tlog-proof speaks of; it holds none itself" },
    key: { type: "string", value: "FILE", about: "the keys that may have signed a bundle, PEM: decision.pub" },
    subject: { type: "string", value: "DIGEST", about: "the artifact that a bundle must be about: sha256:…" },
    replay: {
      type: "string",
      value: "WHICH",
      oneOf: REPLAYS,
      about: "which decisions of a pack are evaluated again; else all up to 5,000, then a sample",
    },
  },
  about: [
    "Asks nobody. Reads audit packs and bundles of Promotrail, and transparency logs in the formats of C2SP (tlog-tiles, tlog-checkpoint, tlog-proof), of whatever log wrote them.",
    "Of a pack every file is compared with its manifest, every record with the log, every signature with the keys that the log names, every stream is followed without a gap, and decisions are evaluated again.",
    "Of a folder every entry is hashed, every tile compared and the root computed again. A file that is wrong is named.",
    "Signatures and witnesses are checked against a policy. Without one, a pack is judged by its own and a folder can only agree with itself, which is said; a checkpoint or a proof proves nothing then: that is 65, too.",
    "Exits 0 when all of it agrees, else 65.",
  ],
  examples: [
    "promotrail verify pack.tar --policy policy.txt --checkpoint kept.checkpoint",
    "promotrail verify decision.sigstore.json --policy policy.txt --key decision.pub",
    "promotrail verify log/ --policy policy.txt --checkpoint kept.checkpoint",
    "promotrail verify decision.tlog-proof --entry decision.json --policy policy.txt",
  ],
  async run({ values, words, settings: { folder }, terminal }): Promise<ExitCode> {
    const file = { name: firstWord({ words }), path: resolve(folder, firstWord({ words })) }
    const given = (name: string | undefined): NamedFile | undefined =>
      name === undefined ? undefined : { name, path: resolve(folder, name) }
    const { policy, checkpoint, entry, key, subject } = values
    const asked = { policy: given(policy), kept: given(checkpoint), entry: given(entry), key: given(key) }
    const replay = REPLAYS.find((each) => each === values.replay)
    if (subject !== undefined && !/^sha256:[0-9a-f]{64}$/.test(subject))
      throw wrongUsage(`--subject is "${subject}"; it must be sha256: and 64 lower-case hex digits.`)
    return tell(await verifyAny(file, asked, { replay, subject }), terminal)
  },
})

type More = { readonly replay: (typeof REPLAYS)[number] | undefined; readonly subject: string | undefined }

async function verifyAny(file: NamedFile, asked: Asked, { replay, subject }: More): Promise<Verified> {
  const stats = statSync(file.path, { throwIfNoEntry: false })
  if (stats === undefined) throw wrongUsage(`${file.name}: there is no such file or folder.`)
  const isFolder = stats.isDirectory()
  const isPack = isFolder ? isPackFolder(file.path) : isArchive(file)
  if (replay !== undefined && !isPack) throw wrongUsage("--replay belongs to an audit pack; this is none.")
  if (isPack) {
    if (subject !== undefined) throw wrongUsage("--subject belongs to a Sigstore bundle; a pack is about many things.")
    const { verifyPackAt } = await import("../verify/verify-pack.ts")
    return verifyPackAt(file.path, isFolder, asked, replay)
  }
  if (isFolder) {
    const { verifyFolder } = await import("../verify/verify-folder.ts")
    return verifyFolder(file.path, asked)
  }
  const text = readText(file)
  if (isBundle(text)) {
    const { verifyBundle } = await import("../verify/verify-bundle.ts")
    return verifyBundle(file, text, asked, subject)
  }
  if (subject !== undefined) throw wrongUsage("--subject belongs to a Sigstore bundle; this is none.")
  const { verifyFile } = await import("../verify/verify-file.ts")
  return verifyFile(file, text, asked)
}

/** The folder of a pack, also of one that lost its manifest: then that is what is said. */
function isPackFolder(folder: string): boolean {
  const has = (name: string): boolean => statSync(join(folder, name), { throwIfNoEntry: false }) !== undefined
  return has("manifest.json") || (!has("checkpoint") && (has("logs") || has("records")))
}

/** Packs are called so, and begin so; one of both may be damaged. */
function isArchive({ name, path }: NamedFile): boolean {
  if (name.toLowerCase().endsWith(".tar")) return true
  const head = Buffer.alloc(512)
  const file = openSync(path, "r")
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  return head.subarray(257, 262).toString("latin1") === "ustar"
}
