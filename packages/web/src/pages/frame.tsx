import { Outlet, useLocation } from "@tanstack/react-router"
import { lazy, Suspense, useEffect, useRef, useState } from "react"
import { useCredentials } from "../api/use-credentials.ts"
import { SignIn } from "../forms/sign-in.tsx"
import { useFollowedLinks } from "./go.ts"
import { Side } from "./frame/side.tsx"
import { TopBar } from "./frame/top-bar.tsx"

const Palette = lazy(() => import("./frame/palette.tsx"))
const Keys = lazy(() => import("./frame/keys.tsx"))

/** What is around every page: who is signed in, where one can go, and what opens above it. */
export function Frame() {
  const { token, refused } = useCredentials()
  return token === null ? <SignIn refused={refused} /> : <SignedIn token={token} />
}

type Above = "palette" | "keys"

function SignedIn({ token }: { readonly token: string }) {
  const follow = useFollowedLinks()
  const [above, setAbove] = useState<Above | null>(null)
  // A dialog says that it closed a moment after it did: by then, something else may have been opened.
  const close = (closed: Above) => setAbove((now) => (now === closed ? null : now))
  const main = useRef<HTMLElement>(null)
  useArrival(main)
  useShortcuts(setAbove)
  return (
    // Links inside are ordinary ones and work by keyboard; this only spares the reload.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div className="frame" onClick={follow}>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Side token={token} />
      <TopBar openPalette={() => setAbove("palette")} />
      <main id="main" ref={main} tabIndex={-1}>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Suspense>
        {above === "palette" ? <Palette onClose={() => close("palette")} /> : null}
        {above === "keys" ? <Keys onClose={() => close("keys")} /> : null}
      </Suspense>
    </div>
  )
}

/** A new page starts at its top, with the focus in it; a change of the query does not move the reader. */
function useArrival(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [pathname, main])
}

function useShortcuts(open: (above: Above) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault()
        return open("palette")
      }
      const isTyping =
        event.target instanceof Element && event.target.closest("input, textarea, select, dialog") !== null
      if (event.key === "?" && !isTyping) open("keys")
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [open])
}
