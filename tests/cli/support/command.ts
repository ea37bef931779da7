import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { text } from "node:stream/consumers"
import { onTestFinished } from "vitest"
import { COMMAND, makeFresh } from "../../../tools/products.ts"
import { ROOT } from "../../../tools/repository.ts"

export const FILE = join(ROOT, COMMAND.output)

/** How a run of the command ended and what it said. */
export type Ran = { readonly code: number | null; readonly out: string; readonly said: string }

export type Given = {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly folder?: string
  readonly input?: string
}

await makeFresh(COMMAND)

/** Runs the bundled command as a process, in an environment of its own. */
export async function promotrail(
  args: readonly string[],
  { env = {}, folder = tmpdir(), input = "" }: Given = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [FILE, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  })
  child.stdin.on("error", () => {})
  child.stdin.end(input)
  const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
  return { code: code as number | null, out, said }
}

/** A folder with these files in it, gone when the test is over. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-cli-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}
