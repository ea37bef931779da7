import { resolve } from "node:path"
import {
  BUNDLE_MEDIA_TYPE,
  formatTlogProof,
  isUlid,
  memberOf,
  parseHash,
  parseNote,
  readStrictJson,
  type Json,
} from "@promotrail/core"
import { connect, type Api } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { plainLine } from "../output/terminal.ts"
import { writeWhole } from "../whole-file.ts"
import type { Answer } from "../wire/exchange.ts"
import { failureOf, notUnderstood } from "../wire/problem.ts"

/** `promotrail ledger proof`: that a record stands in the log, as a file for whoever wants to check it. */
export const ledgerProof = command({
  words: { name: "RECORD", about: "the number of a record in the log, or the id of a decision" },
  flags: {
    output: {
      type: "string",
      value: "FILE",
      about: "where it is written; else RECORD.tlog-proof or RECORD.sigstore.json here",
    },
    origin: {
      type: "string",
      value: "ORIGIN",
      about: "the log that a number is of, where another one succeeded it; else the newest",
    },
    bundle: { type: "boolean", about: "a Sigstore bundle, which holds the record itself, instead of a proof alone" },
    entry: {
      type: "string",
      value: "FILE",
      about: "write the entry of the log beside it, which a proof is checked with",
    },
    force: { type: "boolean", about: "replace files that are there" },
  },
  about: [
    "Writes that a record stands in the log, under the checkpoint that most witnesses have cosigned, else its newest (C2SP tlog-proof, or Sigstore bundle 0.3).",
  ],
  examples: [
    "promotrail ledger proof 01JD000000000000000000000A --bundle --output decision.sigstore.json",
    "promotrail verify decision.sigstore.json --policy policy.txt --key decision.pub",
  ],
  async run({ values, words, settings, terminal }) {
    const record = firstWord({ words })
    if (!isUlid(record) && !/^(?:0|[1-9][0-9]{0,14})$/.test(record))
      throw wrongUsage(`"${record}" is neither the number of a record nor the id of a decision.`)
    const { entry } = values
    if (values.bundle && entry !== undefined) throw wrongUsage("--entry belongs to a proof; a bundle holds its entry.")
    const output = values.output ?? `${record}.${values.bundle ? "sigstore.json" : "tlog-proof"}`
    const at = (name: string) => ({ name, path: resolve(settings.folder, name), mayReplace: values.force })
    const { origin } = values
    if (origin !== undefined && isUlid(record))
      throw wrongUsage("--origin belongs to the number of a record; a decision is found in whatever log it stands.")
    const found = await bundleOf(record, origin, connect(settings, terminal))
    if (entry !== undefined) await writeWhole(at(entry), [found.leaf])
    await writeWhole(at(output), [values.bundle ? found.bundle : Buffer.from(found.proof)])
    const { out, paint } = terminal
    out(`${paint.good("✓")} ${plainLine(output)}  record ${found.index} of ${found.size}`)
    if (entry !== undefined) out(`    ${plainLine(entry)} is its entry`)
    return EXIT.done
  },
})

type Found = {
  readonly bundle: Uint8Array
  readonly proof: string
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: string
}

/** The bundle of a record, and the proof that is in it. */
async function bundleOf(record: string, origin: string | undefined, api: Api): Promise<Found> {
  const log = origin === undefined ? "" : `?origin=${encodeURIComponent(origin)}`
  const path = isUlid(record)
    ? `/v1/decisions/${record}/decision.sigstore.json`
    : `/v1/ledger/records/${record}/bundle${log}`
  const answer = await api.ask({ method: "GET", path })
  if (answer.status !== 200 || answer.mediaType !== BUNDLE_MEDIA_TYPE) throw failureOf(answer, api.server)
  return foundIn(answer) ?? fail(answer, api.server)
}

function fail(answer: Answer, server: string): never {
  throw notUnderstood(answer, server, "it is no Sigstore bundle")
}

function foundIn({ text, bytes }: Answer): Found | undefined {
  const read = readStrictJson(text)
  const entries = read.ok ? memberOf(memberOf(read.value, "verificationMaterial"), "tlogEntries") : undefined
  const [entry] = Array.isArray(entries) ? (entries as readonly Json[]) : []
  const proof = memberOf(entry, "inclusionProof")
  const [index, size, note] = [
    memberOf(entry, "logIndex"),
    memberOf(proof, "treeSize"),
    memberOf(memberOf(proof, "checkpoint"), "envelope"),
  ]
  const [hashes, body] = [memberOf(proof, "hashes"), memberOf(entry, "canonicalizedBody")]
  const checkpoint = typeof note === "string" ? parseNote(note) : undefined
  if (typeof index !== "string" || typeof size !== "string" || typeof body !== "string") return undefined
  if (checkpoint?.ok !== true || !Array.isArray(hashes)) return undefined
  const path = (hashes as readonly Json[]).map((hash) => (typeof hash === "string" ? parseHash(hash) : undefined))
  if (!path.every((hash) => hash !== undefined)) return undefined
  const number = Number(index)
  return {
    bundle: bytes,
    proof: formatTlogProof({ index: number, path, checkpoint: checkpoint.value }),
    leaf: Buffer.from(body, "base64"),
    index: number,
    size,
  }
}
