import { createReadStream, globSync, statSync } from "node:fs"
import { basename, resolve } from "node:path"
import { Readable } from "node:stream"
import { wrongUsage } from "./failure.ts"
import { archiveOf } from "./folder-archive.ts"

/** A file to send, or a folder as one archive: its name as it was given or found, its size now, and its bytes. */
export type FoundFile = { readonly name: string; readonly size: number; readonly open: () => Readable }

/**
 * The files that words on a command line mean. Patterns that the shell left alone are expanded here. All words are
 * looked at before anything is done: a pattern without a match is a report that was never written. A folder is sent
 * whole, as one archive: a pattern sends its files one by one.
 */
export function findFiles(words: readonly string[], folder: string): readonly FoundFile[] {
  const found = new Map<string, FoundFile>()
  for (const name of words.flatMap((word) => expand(word, folder))) {
    const path = resolve(folder, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) throw wrongUsage(`${name}: there is no such file. Was the report written?`)
    if (stats.isDirectory()) {
      const { files, size, pieces } = archiveOf(path)
      if (files === 0) throw wrongUsage(`${name} is a folder without a file. Were the reports written?`)
      found.set(path, { name: `${basename(path)}.tar`, size, open: () => Readable.from(pieces()) })
      continue
    }
    if (!stats.isFile()) throw wrongUsage(`${name} is no regular file. Write the report to a file first.`)
    const { size } = stats
    const open = (): Readable => createReadStream(path, size === 0 ? {} : { end: size - 1 })
    found.set(path, { name, size, open })
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
