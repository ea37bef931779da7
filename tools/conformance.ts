import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { ROOT } from "./repository.ts"
import { scoreByTest } from "./vectors/by-test.ts"
import { disagreement, VECTORS } from "./vectors/case.ts"
import { VECTOR_CASES } from "./vectors/cases.ts"

// Scores `promotrail inspect --json` against real report files: what was counted in each, and what was rightly refused.
// Then the published vectors of the ledger's formats (`tools/vectors`), unless a flag asks for some formats of reports.
// Flags go to the scorer: `npm run conformance -- --list --format sarif`.
const CORPUS = resolve(ROOT, "../shared/corpora")
const SCORER = resolve(ROOT, "../shared/tools/score-evidence.mjs")
const COMMAND = join(ROOT, "packages/cli/bin/promotrail.js")
const BATCH = 100

/** Runs the command over these files. A refused file is an answer (65); anything but that and 0 is not. */
function inspect(files: readonly string[]): string {
  const { status, stdout, error } = spawnSync(process.execPath, [COMMAND, "inspect", "--json", ...files], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  })
  if (error !== undefined) throw error
  if (status !== 0 && status !== 65) throw new Error(`promotrail inspect ended with ${status}`)
  return stdout
}

/**
 * Files of which we say something else than the manifest, on purpose, and why. They are told, counted as skipped, and
 * looked at: one that comes to agree must leave this list.
 */
const DISPUTED: Readonly<Record<string, string>> = {
  "dynamic-analysis/nuclei-json/defectdojo--nuclei-empty.jsonl":
    "no byte in it: that nothing was found and that nothing was written look the same",
  "vulnerabilities/osv-scanner-json/defectdojo--osv_scanner-no_findings.json":
    "no byte in it: that nothing was found and that nothing was written look the same",
  "test-results/nunit2-xml/enricomi--NUnit-issue6353.xml":
    "a test with a `failure` in it did not pass, whatever attribute is missing; the tool of its repository says so, too",
}

type Scored = { readonly passed: number; readonly failed: number; readonly skipped: number }

/** Scores a run of the command over the corpus, and prints what the scorer printed, disputes apart. */
function score(flags: readonly string[]): Scored {
  const manifest = JSON.parse(readFileSync(join(CORPUS, "manifest.json"), "utf8")) as { entries: { file: string }[] }
  const files = manifest.entries.map(({ file }) => join(CORPUS, file))
  const batches = Array.from({ length: Math.ceil(files.length / BATCH) }, (_, at) =>
    files.slice(at * BATCH, (at + 1) * BATCH),
  )

  const folder = mkdtempSync(join(tmpdir(), "promotrail-conformance-"))
  try {
    const results = join(folder, "results.ndjson")
    writeFileSync(results, batches.map(inspect).join(""))
    const { stdout, stderr } = spawnSync(process.execPath, [SCORER, CORPUS, results, ...flags], { encoding: "utf8" })
    process.stderr.write(stderr)
    const [, right, scored] = /^(\d+)\/(\d+) files right/m.exec(stdout) ?? []
    if (right === undefined || scored === undefined || scored === "0") throw new Error("the scorer printed no figure")
    const lines = stdout.trimEnd().split("\n")
    const disputed = lines.filter((line) => reasonOf(line) !== undefined)
    for (const line of lines)
      console.log(line + (reasonOf(line) === undefined ? "" : `\n  disputed: ${reasonOf(line)}`))
    const wrong = Number(scored) - Number(right)
    // Without a filter every disputed file was scored: one that is not told any more agrees.
    const settled = flags.length > 1 ? 0 : Object.keys(DISPUTED).length - disputed.length
    if (settled > 0) console.log(`${settled} disputed file(s) agree now: take them from the list`)
    return { passed: Number(right), failed: wrong - disputed.length + settled, skipped: disputed.length }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Why we say something else of the file that a line of the scorer is about; undefined where we do not mean to. */
function reasonOf(line: string): string | undefined {
  const file = Object.keys(DISPUTED).find((name) => line.startsWith(`${name}: `))
  return file === undefined ? undefined : DISPUTED[file]
}

/** Published vectors of the formats around the ledger: each of them is one file, or one row of one. */
async function scoreVectors(): Promise<Scored> {
  let [passed, failed] = [0, 0]
  for (const [folder, cases] of Object.entries(VECTOR_CASES)) {
    const listed = cases()
    const before = failed
    for (const one of listed) {
      const said = await disagreement(one)
      if (said === undefined) {
        passed++
        continue
      }
      failed++
      console.log(`${one.name}: ${said}`)
    }
    console.log(`vectors/${folder}: ${listed.length - (failed - before)}/${listed.length} right`)
  }
  return { passed, failed, skipped: 0 }
}

const NOTHING: Scored = { passed: 0, failed: 0, skipped: 0 }
const flags = process.argv.slice(2).filter((flag) => flag !== "--list")
if (!existsSync(SCORER) || !existsSync(VECTORS)) console.log("skipped: no ../shared")
const parts = [
  existsSync(SCORER) ? score(["--list", ...flags]) : NOTHING,
  // A filter is about reports.
  existsSync(VECTORS) && flags.length === 0 ? await scoreVectors() : NOTHING,
  existsSync(VECTORS) && flags.length === 0 ? scoreByTest() : NOTHING,
]
const sumOf = (name: keyof Scored): number => parts.reduce((sum, part) => sum + part[name], 0)
console.log(`${sumOf("passed")} passed, ${sumOf("failed")} failed, ${sumOf("skipped")} skipped`)
process.exitCode = sumOf("failed") === 0 ? 0 : 1
