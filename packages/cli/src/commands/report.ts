import { renderPercent } from "@promotrail/core"
import type { Evidence } from "@promotrail/contract"
import { connect, type Api } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { Failure, wrongUsage } from "../failure.ts"
import { findFiles, type FoundFile } from "../files.ts"
import { APP, ENVIRONMENT, RELEASE } from "../flags.ts"
import { renderCounts } from "../output/counts.ts"
import { ofThemUnfit, tellDoubts } from "../output/doubts.ts"
import { progressBar } from "../output/progress.ts"
import { plainLine, type Terminal } from "../output/terminal.ts"
import type { Reference } from "../oci/reference.ts"
import type { Settings } from "../settings.ts"

/** A report is made once and worth some patience: a server that restarts is back before these pauses are over. */
const PAUSES_MS = [500, 1000, 2000, 4000]
const LONGEST_NAME = 500
/** So that the bar stays on one line. */
const LONGEST_LABEL = 30

type Target = {
  readonly params: { readonly application: string; readonly release: string }
  readonly query: {
    readonly environment: string
    readonly category: string | undefined
    readonly variant: string | undefined
    readonly inventory: "true" | undefined
    readonly retries: "merge" | undefined
  }
}

/** `promotrail report`: 0 only if every file was accepted and may satisfy a gate. */
export const report = command({
  words: {
    name: "FILE",
    about:
      "report files or archives of them; patterns such as 'reports/**/*.xml' are expanded; a folder is one archive; oci:REF: the attestations of an image in a registry",
    several: true,
  },
  flags: {
    app: APP,
    release: RELEASE,
    environment: ENVIRONMENT,
    category: {
      type: "string",
      value: "NAME",
      about: "its category; without it the format says it (static, sbom …), and for tests it is other",
    },
    variant: {
      type: "string",
      value: "NAME",
      about: "browser, shard: several runs of the same tests, the worst counts",
    },
    retries: {
      type: "string",
      value: "merge",
      about: "merge: repeated results of one test are attempts of it; a pass after a failure is flaky",
    },
    inventory: { type: "boolean", about: "the files are lists of tests that exist, not results" },
    json: { type: "boolean", about: "one line of JSON per file: what the server recorded" },
  },
  about: [
    "Every format that `promotrail inspect --help` lists is recognised by its content; no need to say what a file is.",
    "Files of any size are streamed as they are. Says what was understood and what it did to the coverage.",
    "A file that is accepted and yet satisfies no gate (it lists nothing, or breaks the rules of its format) says why.",
    'With oci:REF the registry is asked for the attestations of the image, as "docker login" lets us; each is sent as a file.',
    "What REF stands for has to be an artifact of the release; an image without attestations is an error (65).",
    "Exits 0 only when every file was accepted and may satisfy a gate, else 65.",
  ],
  examples: [
    "promotrail report 'build/test-results/**/*.xml' --app checkout --release v2.5.0 --environment dev --category unit",
    "promotrail report trivy.json sbom.cdx.json --app checkout --release v2.5.0 --environment dev",
    "promotrail report allure-results/ --app checkout --release v2.5.0 --environment staging --category functional",
    "promotrail report oci:ghcr.io/acme/checkout:v2.5.0 --app checkout --release v2.5.0 --environment dev",
    "promotrail report tests.txt --inventory --app checkout --release v2.5.0 --environment dev",
  ],
  async run({ values, words, settings, terminal }) {
    const target: Target = {
      params: { application: settings.application(), release: settings.release() },
      query: {
        environment: settings.environment(),
        category: values.category,
        variant: values.variant,
        inventory: values.inventory ? "true" : undefined,
        retries: retriesOf(values.retries),
      },
    }
    const { files: onDisk, references } = await look(words, settings.folder)
    const api = connect(settings, terminal)
    const { files: fetched, missing } = await fetchAttestations(references, target, api, settings, terminal)
    const files = [...onDisk, ...fetched]
    const became = { fit: 0, unfit: 0, refused: 0 }
    for (const file of files) became[await send(file, target, api, terminal, values.json)]++
    const { fit, unfit, refused } = became
    if (!values.json && files.length > 1) {
      terminal.out(`${files.length} files: ${fit + unfit} accepted${ofThemUnfit(unfit)}, ${refused} refused.`)
    }
    return fit === files.length && missing === 0 ? EXIT.done : EXIT.refused
  },
})

type Looked = { readonly files: readonly FoundFile[]; readonly references: readonly Reference[] }

/** What the words mean. Registries cost nothing where nobody names one. */
async function look(words: readonly string[], folder: string): Promise<Looked> {
  if (!words.some((word) => word.startsWith("oci:"))) return { files: findFiles(words, folder), references: [] }
  const { splitReferences } = await import("../oci/evidence-files.ts")
  const { references, others } = splitReferences(words)
  return { files: findFiles(others, folder), references }
}

/** The attestations of images, before anything is sent. What there is besides is told. */
async function fetchAttestations(
  references: readonly Reference[],
  { params }: Target,
  api: Api,
  settings: Pick<Settings, "variables">,
  terminal: Terminal,
): Promise<{ readonly files: readonly FoundFile[]; readonly missing: number }> {
  if (references.length === 0) return { files: [], missing: 0 }
  const { attestationFiles } = await import("../oci/evidence-files.ts")
  const { body } = await api.call("getRelease", { params })
  const { files, notes, missing } = await attestationFiles(references, body.artifacts, params.release, settings)
  for (const note of notes) terminal.say(plainLine(note))
  return { files, missing }
}

function retriesOf(word: string | undefined): "merge" | undefined {
  if (word === undefined || word === "merge") return word
  throw wrongUsage(`--retries ${word}: only merge can be said. Without it, repeated results are tests of their own.`)
}

/** Sends one file and tells what became of it. A refused file does not keep the others from being sent. */
async function send(
  file: FoundFile,
  target: Target,
  api: Api,
  terminal: Terminal,
  asJson: boolean,
): Promise<"fit" | "unfit" | "refused"> {
  const bar = progressBar(terminal, plainLine(file.name).slice(-LONGEST_LABEL), file.size)
  const { name, size, open } = file
  try {
    const { body, text } = await api.call("uploadEvidence", {
      params: target.params,
      query: { ...target.query, file: name.replaceAll("\\", "/").slice(-LONGEST_NAME) },
      body: {
        size,
        open() {
          bar.restart()
          return open()
        },
        onBytes: bar.add,
      },
      slow: true,
      pausesMs: PAUSES_MS,
    })
    bar.end()
    if (asJson) terminal.out(JSON.stringify(JSON.parse(text)))
    else tell(name, body, terminal)
    if (body.outcome !== "accepted") return "refused"
    return body.unfit === null ? "fit" : "unfit"
  } catch (error) {
    bar.end()
    if (!(error instanceof Failure) || error.exit !== EXIT.refused) throw error
    if (asJson) terminal.out(JSON.stringify({ file: name, outcome: "rejected", reason: error.message }))
    else tellRefusal(name, "rejected", error.message, terminal)
    return "refused"
  }
}

function tell(name: string, evidence: Evidence, terminal: Terminal): void {
  const { out, paint } = terminal
  const { outcome, reason, unfit, format, counts, warnings, effect = [], environment, category, repeat } = evidence
  if (outcome !== "accepted") {
    tellRefusal(name, outcome, reason ?? "no reason was given", terminal)
    return
  }
  out(
    `${paint.good("✓ accepted")}  ${plainLine(name)}${repeat === true ? " (the same as the newest upload; nothing changed)" : ""}`,
  )
  out(`    ${format ?? "unknown format"}, ${category} in ${environment}: ${plainLine(renderCounts(counts))}`)
  tellDoubts({ unfit, warnings }, terminal)
  for (const { category: which, before, after } of effect) {
    const change = `${ratio(before)} → ${ratio(after)}`
    const isSame = before.passed === after.passed && before.inScope === after.inScope
    out(`    coverage of ${which} in ${environment}: ${isSame ? `unchanged, ${ratio(after)}` : change}`)
  }
}

function tellRefusal(name: string, outcome: string, reason: string, { out, paint }: Terminal): void {
  out(`${paint.bad(`✗ ${outcome}`)}  ${plainLine(name)}`)
  out(`    ${plainLine(reason)}`)
}

/** `34/40 (85 %)` */
function ratio(counts: { readonly passed: number; readonly inScope: number }): string {
  return `${counts.passed}/${counts.inScope} (${renderPercent(counts)})`
}
