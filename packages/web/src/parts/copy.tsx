import { Check, Copy } from "lucide-react"
import { useEffect, useState } from "react"

const SHOWN_MS = 1_600

// The clipboard API exists on secure pages only; a server in the local network is often none.
async function toClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement("textarea")
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand("copy")
    area.remove()
  }
}

type Props = { readonly text: string; readonly what: string; readonly label?: string }

/** Copies a text and says so. With a label it is a button with words, without one an icon. */
export function CopyButton({ text, what, label }: Props) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const Icon = isCopied ? Check : Copy
  return (
    <button
      type="button"
      className={label === undefined ? "button button-quiet copy-icon no-print" : "button no-print"}
      onClick={() => void toClipboard(text).then(() => setIsCopied(true))}
      {...(label === undefined ? { "aria-label": `Copy ${what}`, title: `Copy ${what}` } : {})}
    >
      <Icon size={label === undefined ? 13 : 14} aria-hidden="true" />
      {label === undefined ? null : isCopied ? "Copied" : label}
      <output className="visually-hidden">{isCopied ? `${what} copied` : ""}</output>
    </button>
  )
}

/** A command to read and to copy. */
export function CommandLine({ command, what = "command" }: { readonly command: string; readonly what?: string }) {
  return (
    <div className="code-line">
      <code>
        {command.split(/(\s+)/).map((piece, at) =>
          // A fixed text: the number of a piece is what it is. A flag is not broken at its hyphens.
          // oxlint-disable-next-line react/no-array-index-key
          piece.trim() === "" ? piece : <span key={at}>{piece}</span>,
        )}
      </code>
      <CopyButton text={command} what={what} />
    </div>
  )
}
