import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { renderTranscript, stepsOf, transcriptPath, type Step } from "../../tools/golden/scripts.ts"
import { ROOT } from "../../tools/repository.ts"
import { startServer } from "../support/server.ts"
import { steadier } from "./steady.ts"

/** A step with what it printed and how it ended. */
export type Played = Step & { readonly printed: string; readonly code: number }

/** The examples there are, by name: `docs/examples/NAME.sh`. */
export function exampleNames(): readonly string[] {
  return globSync("docs/examples/*.sh", { cwd: ROOT })
    .map((path) => basename(path, ".sh"))
    .toSorted()
}

/** Runs an example from the root of the repository against a server of its own, step by step in one shell. */
export async function play(name: string): Promise<readonly Played[]> {
  const steps = stepsOf(name)
  const folder = mkdtempSync(join(tmpdir(), "promotrail-example-"))
  const server = await startServer()
  try {
    const said = await shell(steps, folder, {
      PROMOTRAIL_URL: server.url,
      PROMOTRAIL_TOKEN: server.adminToken,
      HOME: folder,
      SCRATCH: folder,
    })
    const steady = steadier(server.url, fixedDigests(name))
    return steps.map((step, at) => {
      const { printed, code } = said[at] ?? NEVER_REACHED
      const told = steady(printed.replaceAll(server.adminToken, "pt_EXAMPLE").replaceAll(folder, "~"))
      return { ...step, code, printed: told.replace(/[ \t]+$/gm, "").trim() }
    })
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Plays every example; answers what their transcripts should be. Refuses one that ended otherwise than it says. */
export async function recordExamples(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const recorded: { path: string; text: string }[] = []
  for (const name of exampleNames()) {
    const played = await play(name)
    const wrong = played.find(({ exit, code }) => exit !== code)
    if (wrong !== undefined) {
      const { name: step, exit, code, printed } = wrong
      throw new Error(`docs/examples/${name}.sh: ${step} should end with ${exit}, but ended with ${code}:\n${printed}`)
    }
    recorded.push({ path: transcriptPath(name), text: renderTranscript(played) })
  }
  return recorded
}

/** A step after one that ended the shell. */
const NEVER_REACHED: Said = { printed: "", code: 70 }

type Said = { readonly printed: string; readonly code: number }

/** One shell runs all steps, so that what one sets the next can use; between them it says how each ended. */
async function shell(
  steps: readonly Step[],
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<readonly Said[]> {
  const bounds = steps.map(({ commands }, at) => `{\n${commands}\n} 2>&1\nprintf '\\n#%d# %d\\n' ${at} $?`)
  const bin = commandFolder(folder)
  const bash = spawn("bash", ["-c", bounds.join("\n")], {
    cwd: ROOT,
    env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, NO_COLOR: "1", ...variables },
    stdio: ["ignore", "pipe", "inherit"],
  })
  let text = ""
  bash.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
  await once(bash, "close")
  return [...text.matchAll(/([\s\S]*?)\n#\d+# (\d+)\n/g)].map(([, printed = "", code]) => ({
    printed,
    code: Number(code),
  }))
}

/** `promotrail` as if installed, and `npx promotrail` without npm between. */
export function commandFolder(folder: string): string {
  const bin = join(folder, "bin")
  mkdirSync(bin)
  const command = `exec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(ROOT, "packages/cli/bin/promotrail.js"))} "$@"`
  for (const [name, text] of [
    ["promotrail", command],
    ["npx", `shift\n${command}`],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

/** Digests that are the same for whoever follows the example: written in it, or of a file that comes with it. */
function fixedDigests(name: string): (hex: string) => boolean {
  const script = readFileSync(join(ROOT, `docs/examples/${name}.sh`), "utf8")
  const files = globSync(["docs/examples/**/*", "fixtures/worked-example/*"], { cwd: ROOT })
    .map((path) => join(ROOT, path))
    .filter((path) => statSync(path).isFile())
  const digests = new Set(files.map((path) => createHash("sha256").update(readFileSync(path)).digest("hex")))
  return (hex) => digests.has(hex) || script.includes(hex)
}
