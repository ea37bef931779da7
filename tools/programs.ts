import { accessSync, constants, statSync } from "node:fs"
import { delimiter, join } from "node:path"

/** Finds the first of these programs that the PATH, or one of the folders given before it, can run. */
export function findProgram(names: readonly string[], folders: readonly string[] = []): string | undefined {
  const places = [...folders, ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "")]
  return names.flatMap((name) => places.map((place) => join(place, name))).find(isProgram)
}

/** Whether this path is a file that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
