import { parseNoteKey, type NoteKey } from "@promotrail/core"
import { sha256 } from "../hashes.ts"

/** The key of a log as it is stored. What is stored was spelled by us. */
export function storedLogKey(vkey: string): NoteKey {
  const key = parseNoteKey(vkey, sha256)
  if (!key.ok) throw new Error(`the stored key of the log is damaged: ${vkey}`)
  return key.value
}
