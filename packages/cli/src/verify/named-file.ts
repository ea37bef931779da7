import { parseCheckpoint, parseNote, textOfUtf8, type Note } from "@promotrail/core"
import { refused } from "../failure.ts"
import { readLogFile } from "../log-folder.ts"
import { explainLogRefusal } from "../output/log-words.ts"
import type { Opened } from "./finding.ts"

/** A file under the name that it was given by. */
export type NamedFile = { readonly name: string; readonly path: string }

/** What was given beside what is verified. */
export type Asked = Readonly<Record<"policy" | "kept" | "entry" | "key", NamedFile | undefined>>

/** The bytes of a file, or the end of the command. */
export function readBytes({ name, path }: NamedFile): Uint8Array {
  const bytes = readLogFile(path)
  if (bytes === undefined) throw refused(`${name} is missing.`)
  return bytes
}

/** The text of a file. */
export function readText(file: NamedFile): string {
  const text = textOfUtf8(readBytes(file))
  if (text === undefined) throw refused(`${file.name} is not UTF-8. Was the file changed?`)
  return text
}

/** The checkpoint in a file. */
export const openNamed = (file: NamedFile): Opened => openNote(file.name, noteOf(file, readText(file)))

/** The checkpoint in a note. */
export function openNote(name: string, note: Note): Opened {
  const checkpoint = parseCheckpoint(note.text)
  if (!checkpoint.ok) throw refused(`${name}: ${explainLogRefusal(checkpoint.error)}`)
  return { name, note, checkpoint: checkpoint.value }
}

/** The signed note in a text. */
export function noteOf({ name }: NamedFile, text: string): Note {
  const note = parseNote(text)
  if (!note.ok) throw refused(`${name}: ${explainLogRefusal(note.error)}`)
  return note.value
}
