import { useLocation } from "@tanstack/react-router"
import { Menu, Search } from "lucide-react"
import { useState } from "react"
import { Modal } from "../../parts/modal.tsx"
import { ThemeSwitch } from "../../parts/theme-switch.tsx"
import { signOut } from "../../api/credentials.ts"
import { NavLinks } from "./nav-links.tsx"

/** Search, and on a narrow screen the name and the menu. */
export function TopBar({ openPalette }: { readonly openPalette: () => void }) {
  const { pathname } = useLocation()
  // The menu is open on the page it was opened on; going to another one closes it.
  const [openOn, setOpenOn] = useState<string | null>(null)
  return (
    <header className="top-bar no-print">
      <button
        type="button"
        className="button button-quiet button-icon narrow-only"
        aria-label="Menu"
        onClick={() => setOpenOn(pathname)}
      >
        <Menu size={18} aria-hidden="true" />
      </button>
      <a href="/" className="narrow-only text-16 font-650">
        Promotrail
      </a>
      <button type="button" className="search-button" onClick={openPalette} aria-keyshortcuts="Control+K">
        <Search size={14} aria-hidden="true" /> Search <kbd className="kbd wide-only">Ctrl K</kbd>
      </button>
      {openOn === pathname ? (
        <Modal title="Promotrail" className="modal menu" onClose={() => setOpenOn(null)}>
          <div className="grid gap-5">
            <NavLinks label="Menu" />
            <div className="flex items-center justify-between">
              <ThemeSwitch />
              <button type="button" className="button" onClick={() => signOut()}>
                Sign out
              </button>
            </div>
          </div>
        </Modal>
      ) : null}
    </header>
  )
}
