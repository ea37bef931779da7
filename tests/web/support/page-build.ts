import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { ROOT } from "../../../tools/repository.ts"

const run = promisify(execFile)

/** The page, built from the sources as they are now into a folder of its own. */
export type PageBuild = { readonly folder: string; forget(): Promise<void> }

/** Builds the page as `npm run build:web` does. Every test file has its own copy, so none reads a half-written one. */
export async function buildPage(): Promise<PageBuild> {
  const folder = await mkdtemp(join(tmpdir(), "promotrail-page-"))
  const vite = join(ROOT, "node_modules/vite/bin/vite.js")
  await run(process.execPath, [vite, "build", join(ROOT, "packages/web"), "--outDir", folder, "--emptyOutDir"], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "" },
  })
  return { folder, forget: () => rm(folder, { recursive: true, force: true }) }
}
