import { LogOut } from "lucide-react"
import { signOut } from "../../api/credentials.ts"
import { useLive } from "../../api/live.ts"
import { useSession } from "../../api/queries.ts"
import { ThemeSwitch } from "../../parts/theme-switch.tsx"

const SAYS = { connecting: "Connecting", live: "Live", waiting: "Not live, connecting again" } as const

/** Who is signed in, whether the page is live, the theme, and the way out. */
export function Account({ token }: { readonly token: string }) {
  const liveness = useLive(token)
  const session = useSession().data
  return (
    <div className="mt-auto grid gap-3 px-2.5 text-12 text-muted">
      <output className="flex items-center gap-2">
        <span className="live-dot" data-live={liveness} aria-hidden="true" /> {SAYS[liveness]}
      </output>
      <ThemeSwitch />
      <div className="flex items-center justify-between gap-2">
        <span className="min-w-0 break-words">
          {session?.token.name ?? "…"}
          <span className="block">{session === undefined ? "" : `Promotrail ${session.version}`}</span>
        </span>
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label="Sign out"
          title="Sign out"
          onClick={() => signOut()}
        >
          <LogOut size={16} aria-hidden="true" />
        </button>
      </div>
    </div>
  )
}
