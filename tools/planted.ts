import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { ROOT } from "./repository.ts"

const SETTINGS = ["package.json", "tsconfig.base.json", ".oxlintrc.json", "packages/*/{package,tsconfig}.json"]

/** A copy of the house with its locks and none of its code, in which only these files stand. `remove` it when done. */
export function plant(files: Readonly<Record<string, string>>): { readonly root: string; readonly remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), "promotrail-planted-"))
  for (const path of globSync(SETTINGS, { cwd: ROOT })) cpSync(join(ROOT, path), join(root, path))
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
