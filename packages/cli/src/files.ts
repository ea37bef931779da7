import { globSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { wrongUsage } from "./failure.ts"

/** A file to send: its name as it was given or found, where it is, and its size now. */
export type FoundFile = { readonly name: string; readonly path: string; readonly size: number }

/**
 * The files that words on a command line mean. Patterns that the shell left alone are expanded here. All words are
 * looked at before anything is done: a pattern without a match is a report that was never written.
 */
export function findFiles(words: readonly string[], folder: string): readonly FoundFile[] {
  const found = new Map<string, FoundFile>()
  for (const name of words.flatMap((word) => expand(word, folder))) {
    const path = resolve(folder, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) throw wrongUsage(`${name}: there is no such file. Was the report written?`)
    if (stats.isDirectory()) {
      throw wrongUsage(`${name} is a folder. Give a pattern of files: '${name.replace(/\/+$/, "")}/**/*.xml'`)
    }
    if (!stats.isFile()) throw wrongUsage(`${name} is no regular file. Write the report to a file first.`)
    found.set(path, { name, path, size: stats.size })
  }
  return [...found.values()]
}

/** The words a pattern stands for, files only; a word that is a file's name as it is stands for itself. */
export function expand(word: string, folder: string): readonly string[] {
  if (!/[*?[{]/.test(word) || statSync(resolve(folder, word), { throwIfNoEntry: false }) !== undefined) return [word]
  const names = globSync(word, { cwd: folder }).toSorted()
  const files = names.filter((name) => statSync(resolve(folder, name), { throwIfNoEntry: false })?.isFile() === true)
  if (files.length === 0) throw wrongUsage(`${word}: no file fits this pattern. Was the report written?`)
  return files
}
