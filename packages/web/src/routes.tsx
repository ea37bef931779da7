import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router"
import { Crashed } from "./pages/crashed.tsx"
import { Frame } from "./pages/frame.tsx"
import { NowhereHere } from "./pages/nowhere.tsx"

/** Keeps of an address's query what the page knows; everything is text, and nothing else is carried along. */
const knows =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Readonly<Record<string, unknown>>): { [Key in Name]?: string } => {
    const known = names.flatMap((name) => (typeof search[name] === "string" ? [[name, search[name]]] : []))
    return Object.fromEntries(known) as { [Key in Name]?: string }
  }

const root = createRootRoute({ component: Frame, notFoundComponent: NowhereHere, errorComponent: Crashed })

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/overview/overview.tsx"), "Overview"),
})
const releases = createRoute({
  getParentRoute: () => root,
  path: "/a/$application/releases",
  validateSearch: knows("after"),
  component: lazyRouteComponent(() => import("./pages/releases.tsx"), "Releases"),
})
const release = createRoute({
  getParentRoute: () => root,
  path: "/a/$application/releases/$version",
  validateSearch: knows("cell", "state", "offset"),
  component: lazyRouteComponent(() => import("./pages/release/release.tsx"), "ReleasePage"),
})
const decision = createRoute({
  getParentRoute: () => root,
  path: "/decisions/$id",
  component: lazyRouteComponent(() => import("./pages/decision/decision.tsx"), "DecisionPage"),
})
const evidenceList = createRoute({
  getParentRoute: () => root,
  path: "/evidence",
  validateSearch: knows("after", "application", "release", "environment", "kind", "category", "outcome"),
  component: lazyRouteComponent(() => import("./pages/evidence-list.tsx"), "EvidenceList"),
})
const evidence = createRoute({
  getParentRoute: () => root,
  path: "/evidence/$id",
  validateSearch: knows("state", "offset"),
  component: lazyRouteComponent(() => import("./pages/evidence.tsx"), "EvidencePage"),
})
const tests = createRoute({
  getParentRoute: () => root,
  path: "/a/$application/tests",
  validateSearch: knows("after", "filter", "category", "search"),
  component: lazyRouteComponent(() => import("./pages/tests/tests.tsx"), "TestsPage"),
})
const environments = createRoute({
  getParentRoute: () => root,
  path: "/environments",
  component: lazyRouteComponent(() => import("./pages/environments.tsx"), "EnvironmentsPage"),
})
const audit = createRoute({
  getParentRoute: () => root,
  path: "/audit",
  validateSearch: knows("after", "application", "release", "kind", "actor"),
  component: lazyRouteComponent(() => import("./pages/audit/audit.tsx"), "AuditPage"),
})
const policy = createRoute({
  getParentRoute: () => root,
  path: "/a/$application/policy",
  component: lazyRouteComponent(() => import("./pages/policy.tsx"), "PolicyPage"),
})
const access = createRoute({
  getParentRoute: () => root,
  path: "/access",
  validateSearch: knows("after"),
  component: lazyRouteComponent(() => import("./pages/access.tsx"), "AccessPage"),
})

const tree = root.addChildren([
  overview,
  releases,
  release,
  decision,
  evidenceList,
  evidence,
  tests,
  environments,
  audit,
  policy,
  access,
])

/** The router: addresses hold plain text, so that they can be read, written and shared by hand. */
export const makeRouter = () =>
  createRouter({
    routeTree: tree,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string")
      return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`
    },
    defaultPendingMinMs: 0,
  })

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
