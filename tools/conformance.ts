import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { ROOT } from "./repository.ts"

// Scores `promotrail inspect --json` against real report files: what was counted in each, and what was rightly refused.
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

function score(flags: readonly string[]): void {
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
    process.stdout.write(stdout)
    process.stderr.write(stderr)
    const [, right, scored] = /^(\d+)\/(\d+) files right/m.exec(stdout) ?? []
    if (right === undefined || scored === undefined) throw new Error("the scorer printed no figure")
    console.log(`${right} passed, ${Number(scored) - Number(right)} failed, 0 skipped`)
    process.exitCode = right === scored && scored !== "0" ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (existsSync(SCORER)) {
  const flags = process.argv.slice(2)
  score(["--list", ...flags])
} else {
  console.log("skipped: no ../shared")
  console.log("0 passed, 0 failed, 0 skipped")
}
