import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { wrongUsage } from "./failure.ts"

/** A text file named on the command line, whole. */
export function readTextFile(name: string, folder: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(resolve(folder, name)))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT") throw wrongUsage(`${name}: there is no such file.`)
    if (code === "EISDIR") throw wrongUsage(`${name} is a folder. Name a file.`)
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw wrongUsage(`${name} is not UTF-8. Save it as UTF-8.`)
    throw wrongUsage(`${name} cannot be read (${code}).`)
  }
}
