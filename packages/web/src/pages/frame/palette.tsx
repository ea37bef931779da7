// A combobox with a list that filters as one types has no element of its own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useQueries } from "@tanstack/react-query"
import { CornerDownLeft, Search } from "lucide-react"
import { useState, type KeyboardEvent } from "react"
import { reading, useMay, useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { Modal } from "../../parts/modal.tsx"
import { useGo } from "../go.ts"

type Entry = { readonly text: string; readonly kind: string; readonly href: string }

const SHOWN = 12
/** Releases are looked up for so many applications; the others are reached through their own page. */
const LOOKED_UP = 6

/** Jumps to a page, an application or a release by typing a part of its name. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const go = useGo()
  const entries = useEntries()
  const [typed, setTyped] = useState("")
  const [at, setAt] = useState(0)
  const words = typed.toLowerCase().split(/\s+/)
  const found = entries
    .filter(({ text, kind }) => words.every((word) => `${text} ${kind}`.toLowerCase().includes(word)))
    .slice(0, SHOWN)
  const chosen = found[Math.min(at, found.length - 1)]

  const jump = (entry: Entry | undefined) => {
    if (entry === undefined) return
    onClose()
    go(entry.href)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setAt((before) => (Math.min(before, found.length - 1) + step + found.length) % Math.max(1, found.length))
    } else if (event.key === "Enter") {
      event.preventDefault()
      jump(chosen)
    }
  }

  return (
    <Modal title="Go to" onClose={onClose} className="modal palette">
      <label className="field flex items-center gap-2">
        <Search size={15} aria-hidden="true" className="text-muted" />
        <span className="visually-hidden">Page, application or release</span>
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen === undefined ? undefined : `palette-${found.indexOf(chosen)}`}
          aria-autocomplete="list"
          placeholder="Page, application or release"
          className="min-w-0 flex-1 outline-none"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <div id="palette-list" role="listbox" aria-label="Results" className="mt-3 grid gap-0.5">
        {found.map((entry, each) => (
          // The combobox above holds the focus and the keys, as its pattern has it.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={entry.href}
            id={`palette-${each}`}
            role="option"
            aria-selected={entry === chosen}
            className="palette-entry"
            onClick={() => jump(entry)}
          >
            <span className="min-w-0 truncate">{entry.text}</span>
            <span className="flex shrink-0 items-center gap-2 text-12 text-muted">
              {entry.kind}
              {entry === chosen ? <CornerDownLeft size={13} aria-hidden="true" /> : null}
            </span>
          </div>
        ))}
      </div>
      <output className={found.length === 0 ? "py-4 text-center text-muted" : "visually-hidden"}>
        {found.length === 0 ? "Nothing is called that." : `${found.length} results`}
      </output>
    </Modal>
  )
}

function useEntries(): readonly Entry[] {
  const mayAdmin = useMay("admin")
  const names = (useReading("listApplications", {}).data?.items ?? []).map(({ name }) => name)
  const releases = useQueries({
    queries: names
      .slice(0, LOOKED_UP)
      .map((application) => reading("listReleases", { params: { application }, query: { limit: 200 } })),
  })
  return [
    { text: "Overview", kind: "page", href: to.overview },
    { text: "Environments", kind: "page", href: to.environments },
    { text: "Evidence", kind: "page", href: to.evidenceList() },
    { text: "Audit trail", kind: "page", href: to.audit() },
    ...(mayAdmin ? [{ text: "Access", kind: "page", href: to.access() }] : []),
    ...names.flatMap((name) => [
      { text: name, kind: "application", href: to.releases(name) },
      { text: `${name} tests`, kind: "page", href: to.tests(name) },
      { text: `${name} policy`, kind: "page", href: to.policy(name) },
    ]),
    ...releases.flatMap(({ data }) =>
      (data?.items ?? []).map(({ application, version }) => ({
        text: `${application} ${version}`,
        kind: "release",
        href: to.release(application, version),
      })),
    ),
  ]
}
