import { resolve } from "node:path"
import { PACK_MANIFEST, parseManifest, type PackManifest } from "@promotrail/core"
import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { unavailable, wrongUsage } from "../failure.ts"
import { sha256 } from "../hashes.ts"
import { moment } from "../moment.ts"
import { plainLine } from "../output/terminal.ts"
import { openPackArchive } from "../verify/pack-files.ts"
import { refuseExisting, writeWhole } from "../whole-file.ts"
import { download } from "../wire/download.ts"

/** The server may read for a while before it says more. */
const PATIENCE_MS = 600_000

/** `promotrail audit pack`: a file that is whole, or none. */
export const auditPack = command({
  flags: {
    output: { type: "string", value: "FILE", required: true, about: "where the pack is written: a .tar" },
    from: { type: "string", value: "INSTANT", about: "records of this time on: 2026-11-01 or 2026-11-01T08:00:00Z" },
    to: { type: "string", value: "INSTANT", about: "records before this time" },
    names: { type: "boolean", about: "with names and free words, as far as they were not erased" },
    evidence: { type: "boolean", about: "with the raw files of evidence" },
    bundles: {
      type: "string",
      value: "WHICH",
      about: "Sigstore bundles of the newest decisions: all, none, or how many; else 1,000",
    },
    force: { type: "boolean", about: "replace a file that is there" },
  },
  about: [
    "Writes all that an auditor needs to check the ledger without the server: the whole log, the signed records of the period, and what they name.",
    "The period is a half-open one; the log is always whole, so that nothing can be left out of it unseen.",
    "Needs a token that is restricted to no applications: a pack of some would prove nothing.",
  ],
  examples: [
    "promotrail audit pack --output november.tar --from 2026-11-01 --to 2026-12-01",
    "promotrail verify november.tar --policy policy.txt",
  ],
  async run({ values, settings, terminal }) {
    const name = values.output
    const file = { name, path: resolve(settings.folder, name), mayReplace: values.force }
    refuseExisting(file)
    const { bundles } = values
    if (bundles !== undefined && !/^(?:all|none|0|[1-9][0-9]{0,5})$/.test(bundles))
      throw wrongUsage(`--bundles is "${bundles}"; it must be all, none or a number.`)
    const query = {
      from: moment(values.from, "--from"),
      to: moment(values.to, "--to"),
      names: values.names ? "true" : undefined,
      evidence: values.evidence ? "true" : undefined,
      bundles,
    }
    const asked = Object.entries(query).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
    )
    const api = connect(settings, terminal)
    const pieces = download(settings.url(), {
      path: `/v1/audit/pack${asked.length === 0 ? "" : `?${asked.join("&")}`}`,
      token: settings.token(),
      mediaType: "application/x-tar",
      patienceMs: PATIENCE_MS,
    })
    let manifest: PackManifest | undefined
    await writeWhole(file, pieces, (path) => {
      manifest = manifestIn(path, api.server)
    })
    const { out, paint } = terminal
    out(`${paint.good("✓")} ${plainLine(name)}  ${(manifest?.files.length ?? 0) + 1} files`)
    for (const { origin, size } of manifest?.logs ?? []) out(`    ${plainLine(origin)}: ${size} records in the log`)
    out(`    it says: ${plainLine(manifest?.completeness.says ?? "")}`)
    out("Check it, best on another machine, by a policy.txt that you kept:")
    out(`    promotrail verify ${plainLine(name)} --policy policy.txt`)
    return EXIT.done
  },
})

/** The manifest of a pack that arrived whole: it is the last file, and names as many as there are. */
function manifestIn(path: string, server: string): PackManifest {
  const pack = openPackArchive(path)
  const broken = unavailable(`What ${server} sent is no whole pack. Try again, or see its log.`)
  if (!("close" in pack)) throw broken
  try {
    const manifest = parseManifest(Buffer.from(pack.read(PACK_MANIFEST) ?? []).toString("utf8"), sha256)
    if (!manifest.ok || pack.paths.at(-1) !== PACK_MANIFEST || manifest.value.files.length + 1 !== pack.paths.length)
      throw broken
    return manifest.value
  } finally {
    pack.close()
  }
}
