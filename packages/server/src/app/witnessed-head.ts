import { formatNote, parseCheckpoint, parseNote, type MerkleHash, type Note } from "@promotrail/core"
import type { AnchorRow, LogRow } from "../ports/log.ts"

/** A signed checkpoint, and the tree that it is of. */
export type SignedHead = { readonly size: number; readonly root: MerkleHash; readonly note: string }

/**
 * Under which checkpoint a record is best proved: of those that cover it the one that most witnesses have cosigned, the
 * newer one of two alike; the head of the log where no witness has seen the record yet. A policy that asks for witnesses
 * can be met by no other.
 */
export function headFor(
  { origin, size, root, note }: LogRow,
  index: number,
  anchors: readonly AnchorRow[],
): SignedHead {
  const seen = new Map<string, { readonly head: SignedHead; readonly notes: Note[] }>()
  for (const { kind, text } of anchors) {
    const parsed = parseNote(kind === "witness" ? (text ?? "") : "")
    const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed
    if (!parsed.ok || !checkpoint.ok || checkpoint.value.origin !== origin) continue
    const { size: seenSize, root: seenRoot } = checkpoint.value
    if (seenSize <= index || seenSize > size) continue
    const { notes } = seen.get(parsed.value.text) ?? { notes: [] }
    seen.set(parsed.value.text, {
      head: { size: seenSize, root: seenRoot, note: together([...notes, parsed.value]) },
      notes: [...notes, parsed.value],
    })
  }
  const [best] = [...seen.values()].toSorted(
    (one, other) => other.notes.length - one.notes.length || other.head.size - one.head.size,
  )
  return best?.head ?? { size, root, note }
}

/** One note with everybody's signatures, each once. */
function together([first, ...more]: readonly Note[]): string {
  if (first === undefined) throw new Error("there is no note")
  const signatures = new Map(
    [first, ...more].flatMap((each) =>
      each.signatures.map((signature) => [
        `${signature.name} ${signature.id} ${Buffer.from(signature.signature).toString("hex")}`,
        signature,
      ]),
    ),
  )
  return formatNote({ text: first.text, signatures: [...signatures.values()] })
}
