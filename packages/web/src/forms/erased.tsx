import type { Erasure } from "@promotrail/contract"
import { to } from "../parts/addresses.ts"
import { Modal } from "../parts/modal.tsx"
import { counted } from "../parts/names.ts"

type Props = { readonly notice: Erasure; readonly onClose: () => void }

/** What an erasure answered. */
export function Erased({ notice, onClose }: Props) {
  return (
    <Modal title="Erased" onClose={onClose}>
      <div className="grid gap-4">
        <output className="block text-13">
          {counted(notice.disclosures.length, "name or word", "names and words")}
          {notice.objects.length === 0 ? null : `, ${counted(notice.objects.length, "object")}`}
          {notice.entries.length === 0 ? null : `, ${counted(notice.entries.length, "entry", "entries")}`} erased.{" "}
          {notice.isFinished
            ? "Not a byte of it is left in the database."
            : "Another reader still holds old pages of the database; the next start of the server ends it."}
        </output>
        <p className="text-13">
          <a className="link" href={to.audit({ kind: "erasure.recorded" })}>
            Notice <code className="break-all">{notice.notice}</code>
          </a>{" "}
          says when and why. Backups made before still hold the name.
        </p>
        <div className="flex justify-end">
          <button type="button" className="button button-primary" onClick={onClose}>
            Done
          </button>
        </div>
      </div>
    </Modal>
  )
}
