/**
 * The rooms of the house and what each may import: this table is the architecture.
 *
 * A room is a folder or a file below `packages/<package>/src` (`.` is the rest of it); the longest name that fits owns a file.
 * Inside a room imports are free. A right names a room of the same package (`kernel`), all of them (`rooms`),
 * a package door (`@promotrail/core`), Node's own modules (`node:*`, or one) or an npm package, which has its reason below.
 */
export const ROOMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Pure: no platform, no clock. The compiler sees to that; this table sees to the order of the rooms.
  core: {
    kernel: "",
    // Conditions in CEL, and how far they may go.
    expressions: "kernel @bufbuild/cel",
    catalog: "kernel expressions yaml zod spdx-license-ids",
    coverage: "kernel catalog",
    // What evidence other than tests adds up to.
    reports: "kernel catalog",
    gate: "kernel expressions catalog coverage reports",
    ledger: "kernel",
    // What is signed about releases, and by whom.
    attest: "kernel",
    events: "kernel catalog gate zod",
    // What is signed of each event, and how it is handed to others.
    records: "kernel catalog gate ledger attest events",
    views: "kernel catalog coverage reports gate ledger events",
    "index.ts": "rooms",
  },
  evidence: { ".": "@promotrail/core fflate fzstd" },
  contract: { ".": "@promotrail/core zod" },

  server: {
    // A stored file is handed out as a stream.
    ports: "@promotrail/core node:stream",
    // Where the keys of the ledger are: files, the environment, or a program that signs.
    keys: "ports node:*",
    app: "@promotrail/core @promotrail/evidence ports app/pages",
    // What a screen asks, answered in the wire's own shape. The use cases do not know the wire.
    "app/pages": "@promotrail/core @promotrail/contract ports app",
    "app/services.ts": "@promotrail/core @promotrail/contract ports app app/pages",
    "storage/shared": "@promotrail/core ports kysely node:crypto node:zlib",
    "storage/migrations": "@promotrail/core ports storage/shared kysely",
    "storage/sqlite": "@promotrail/core ports storage storage/shared kysely node:*",
    "storage/postgres": "@promotrail/core ports storage storage/shared kysely pg node:*",
    "storage/blobs": "@promotrail/core ports node:*",
    // The signed log as files.
    "storage/published": "@promotrail/core ports storage/shared node:*",
    // The door, and what is the same for both databases: connections by name, the writer's thread, the verification.
    storage:
      "@promotrail/core ports storage/shared storage/migrations storage/sqlite storage/postgres storage/blobs storage/published keys node:*",
    http: "@promotrail/core @promotrail/contract config.ts app app/pages app/services.ts ports fastify @fastify/rate-limit @fastify/static prom-client zod node:*",
    jobs: "@promotrail/core app app/services.ts ports",
    // Places outside that are shown the head of the log: witnesses, time stamping authorities, git.
    anchors: "@promotrail/core ports @sigstore/core node:*",
    // Whether signatures are what they claim, by trust roots that are files: no network, no storage.
    trust:
      "@promotrail/core @promotrail/evidence ports @sigstore/verify @sigstore/bundle @sigstore/core @sigstore/protobuf-specs node:*",
    workers: "@promotrail/core @promotrail/evidence ports storage storage/shared trust node:*",
    // A decision made again out of the ledger and the raw files: the use cases, over a state folded anew.
    replay: "@promotrail/core app ports storage storage/shared trust workers node:*",
    "config.ts": "@promotrail/core ports anchors node:*",
    "version.ts": "@promotrail/core",
    "main.ts": "@promotrail/core @promotrail/evidence @promotrail/contract rooms node:*",
    "index.ts": "main.ts config.ts storage/shared storage/sqlite",
  },

  cli: {
    ".": "@promotrail/core @promotrail/evidence @promotrail/contract rooms node:*",
    // The one verb that is the server: it is loaded only when asked for.
    "commands/serve.ts": "@promotrail/core @promotrail/server rooms node:*",
  },

  web: {
    parts: "@promotrail/core react lucide-react",
    api: "@promotrail/core @promotrail/contract react @tanstack/react-query",
    forms: "@promotrail/core @promotrail/contract parts api react lucide-react",
    // What the browser checks by itself; loaded when it is asked for.
    verify: "@promotrail/core",
    pages:
      "@promotrail/core @promotrail/contract parts forms api verify react lucide-react @tanstack/react-query @tanstack/react-router",
    ".": "@promotrail/core rooms react react-dom @tanstack/react-query @tanstack/react-router @fontsource-variable/inter",
  },
}

/** Files and folders that shipped code opens outside its own package, by name of the opener. */
export const FILES: Readonly<Record<string, readonly string[]>> = {
  // The built page and the sample application, where no setting says otherwise.
  "packages/server/src/main.ts": ["packages/web/dist", "fixtures/sample"],
}

/** Why each npm package is in the product. One that is not here may be imported by no room. */
export const REASONS: Readonly<Record<string, string>> = {
  yaml: "reads policy files and knows the line and column of every mistake; pure",
  "@bufbuild/cel":
    "evaluates conditions in the Common Expression Language: all of its specification's cases, regular expressions in linear time; pure",
  zod: "one schema is the type, the check at the door and the OpenAPI page; pure",
  fflate: "unpacks zip and gzip archives of reports, piece by piece; pure",
  fzstd: "unpacks zstd archives of reports, piece by piece; pure",
  "spdx-license-ids":
    "which words are licence ids, so that a typing mistake in a policy is not taken for a name; data alone",
  kysely: "the queries both databases share, typed",
  pg: "speaks to PostgreSQL; in JavaScript, without a native part",
  fastify: "HTTP with limits, hooks and `inject`, so that handlers are tested without a socket",
  "@fastify/rate-limit": "the limit per token and address",
  "@fastify/static": "serves the page's files with the right headers and ranges",
  "prom-client": "writes /metrics as Prometheus reads it",
  "@sigstore/verify":
    "checks Sigstore bundles (chain, log, timestamps) against trust roots at hand; in JavaScript, asks no network",
  "@sigstore/bundle": "reads Sigstore bundles 0.1 to 0.3 as the specification has them",
  "@sigstore/core": "the certificates that the two above speak of, with the extensions Node does not show",
  "@sigstore/protobuf-specs": "reads trust roots as the specification has them",
  react: "draws the page",
  "react-dom": "puts it into the browser",
  "@tanstack/react-router": "typed routes; the address is the state of the page",
  "@tanstack/react-query": "one cache for what the server said, refreshed by its events",
  "lucide-react": "the icons, one by one",
  "@fontsource-variable/inter": "the typeface, served by us: the page asks no other host",
}

/** What tests may use besides all that their own package may. */
export const TEST_RIGHTS = "rooms node:* vitest fast-check ajv saxes"
