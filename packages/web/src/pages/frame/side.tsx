import { NavLinks } from "./nav-links.tsx"
import { Account } from "./account.tsx"

/** The name of the product, the way around, and who is signed in: beside every page on a wide screen. */
export function Side({ token }: { readonly token: string }) {
  return (
    <aside className="side-bar no-print" aria-label="Sidebar">
      <a href="/" className="flex items-center gap-2 px-2.5 text-16 font-650">
        <img src="/icon.svg" alt="" width={20} height={20} /> Promotrail
      </a>
      <NavLinks label="Main" />
      <Account token={token} />
    </aside>
  )
}
