import { X } from "lucide-react"
import { useEffect, useId, useRef } from "react"

type Props = {
  readonly title: string
  readonly onClose: () => void
  readonly children: React.ReactNode
  readonly className?: string
}

/** A native dialog: the rest of the page is inert, Escape closes, focus returns to where it was. */
export function Modal({ title, onClose, children, className = "modal" }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    // The browser would begin with the button that closes it.
    dialog.current?.querySelector<HTMLElement>("input, textarea, select")?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog ref={dialog} className={className} aria-labelledby={titleId} onClose={onClose}>
      <div className="mb-4 flex items-start justify-between gap-4">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="button button-quiet button-icon" aria-label="Close" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      {children}
    </dialog>
  )
}
