import { useLocation, useParams } from "@tanstack/react-router"
import { FileText, FlaskConical, Inbox, KeyRound, LayoutGrid, Package, ScrollText, Server } from "lucide-react"
import type { LucideIcon } from "lucide-react"
import { useMay, useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"

const SHOWN = 8

/** The pages, and those of each application; the one that is open is marked. */
export function NavLinks({ label }: { readonly label: string }) {
  const { pathname } = useLocation()
  const { application } = useParams({ strict: false })
  const mayAdmin = useMay("admin")
  const applications = useReading("listApplications", {}).data?.items ?? []
  const only = applications.length === 1 ? applications[0]?.name : undefined
  const current = application ?? only

  const link = (href: string, text: string, Icon: LucideIcon) => {
    const isHere = href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`)
    return (
      <li key={href}>
        <a className="nav-link" href={href} aria-current={isHere ? "page" : undefined}>
          <Icon size={16} aria-hidden="true" className="shrink-0" /> {text}
        </a>
      </li>
    )
  }

  return (
    <nav aria-label={label} className="grid content-start gap-5">
      <ul className="grid gap-0.5">
        {link(to.overview, "Overview", LayoutGrid)}
        {link(to.environments, "Environments", Server)}
        {link(to.evidenceList(), "Evidence", Inbox)}
        {link(to.audit(), "Audit trail", ScrollText)}
        {mayAdmin ? link(to.access(), "Access", KeyRound) : null}
      </ul>
      {applications.slice(0, SHOWN).map(({ name }) =>
        name === current ? (
          <div key={name} className="grid gap-0.5">
            <h2 className="px-2.5 pb-1 text-12 font-650 break-words text-muted">{name}</h2>
            <ul className="grid gap-0.5">
              {link(to.releases(name), "Releases", Package)}
              {link(to.tests(name), "Tests", FlaskConical)}
              {link(to.policy(name), "Policy", FileText)}
            </ul>
          </div>
        ) : (
          <a key={name} className="nav-link -my-2 break-all" href={to.releases(name)}>
            {name}
          </a>
        ),
      )}
      {applications.length > SHOWN ? (
        <a className="nav-link -my-2" href={to.overview}>
          All {applications.length} applications
        </a>
      ) : null}
    </nav>
  )
}
