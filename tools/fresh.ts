import { createHash } from "node:crypto"
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { ROOT } from "./repository.ts"

/** Something that is made from files and need not be made again while they stay the same. */
export type Product = {
  readonly name: string
  /** What it is made from, as globs below the root. */
  readonly inputs: readonly string[]
  /** What must exist afterwards. */
  readonly output: string
  readonly build: () => Promise<void>
}

/** Makes the product unless the one that is there was made from exactly these inputs. Answers whether it was made. */
export async function freshen({ name, inputs, output, build }: Product, root: string = ROOT): Promise<boolean> {
  const stamp = join(root, ".cache", `${name}.sha256`)
  const wanted = digestOfFiles(inputs, root)
  if (existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false

  await build()
  if (!existsSync(join(root, output))) throw new Error(`building the ${name} did not make ${output}`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
  return true
}

/** Contents and names, in order: a file that moved or vanished changes the sum as well. */
function digestOfFiles(inputs: readonly string[], root: string): string {
  const hash = createHash("sha256")
  const paths = globSync(inputs, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] }).toSorted()
  for (const path of paths.filter((candidate) => statSync(join(root, candidate)).isFile())) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest("hex")
}
