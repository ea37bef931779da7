import { readdirSync, readFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { ROOT } from "../repository.ts"

/** Where published vectors stand, beside the repository; absent on most machines. */
export const VECTORS = resolve(ROOT, "../shared/vectors")

/** One published case: what we say, and what must be said. Equal as JSON, or it is wrong. */
export type VectorCase = { readonly name: string; readonly run: () => Saying | Promise<Saying> }

export type Saying = { readonly said: unknown; readonly expected: unknown }

/** A file of vectors as JSON; its shape is what the README beside it says. */
export const readVectors = <T>(...path: readonly string[]): T =>
  JSON.parse(readFileSync(join(VECTORS, ...path), "utf8")) as T

/** All files below a folder of vectors, by their path in it. */
export function filesBelow(...path: readonly string[]): readonly string[] {
  const folder = join(VECTORS, ...path)
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
}

/** Whether a case agrees, or the sentence that says how it does not. */
export async function disagreement({ run }: VectorCase): Promise<string | undefined> {
  try {
    const { said, expected } = await run()
    const [ours, theirs] = [JSON.stringify(said), JSON.stringify(expected)]
    return ours === theirs ? undefined : `we say ${ours}, the vector ${theirs}`
  } catch (error) {
    return `we throw ${String(error)}`
  }
}
