/**
 * Every table and its columns as data: the types of queries, bulk inserts and the comparison of a rebuilt state come
 * from here. Booleans are integers, instants and JSON are text, vectors are packed (`vector-codec.ts`).
 */
export const TABLES = {
  meta: { key: "text", value: "text" },
  ledger: {
    idx: "integer",
    kind: "text",
    application: "text?",
    release: "text?",
    at: "text",
    /** Name of who did it; the id is in the body. */
    actor: "text",
    /** Canonical JSON, exactly what was hashed. */
    body: "text",
    hash: "text",
  },
  /**
   * One row: how many entries there are. Its subtrees are those of the entries before records were signed, sealed.
   * `scrubbed`: of how many notices of erasure the pages of the database were scrubbed.
   */
  ledger_head: { id: "integer", size: "integer", roots: "text", sealed: "integer", scrubbed: "integer?" },
  /** What was left out of hashed bodies, by the digest that stands there. Deleting a row erases it. */
  disclosure: { digest: "text", actor: "text", name: "text", at: "text", text: "text" },
  /** Every signed record: one leaf of a log each. `log` counts the logs of this installation from 1. */
  record: {
    log: "integer",
    idx: "integer",
    /** The ledger entry it speaks of; none for what a log says of itself. */
    entry: "integer?",
    predicate: "text",
    stream: "text?",
    sequence: "integer?",
    at: "text",
    /** The statement, canonical JSON, exactly what was signed; none where only the leaf was recovered. */
    payload: "text?",
    signature: "text?",
    key: "text?",
    /** The leaf's text: what stands in the log. */
    leaf: "text",
    hash: "text",
  },
  /** Keys that have signed, by fingerprint (records) or note key (logs): public halves alone. */
  signing_key: { id: "text", kind: "text", public: "text", at: "text" },
  /** Roots of the whole tiles of a log. */
  log_tile: { log: "integer", level: "integer", idx: "integer", root: "text" },
  /** The head of each log; the newest is written to. */
  log_head: {
    log: "integer",
    origin: "text",
    /** The log's key, as signed notes spell it. */
    vkey: "text",
    size: "integer",
    roots: "text",
    /** The signed checkpoint of that size. */
    note: "text",
    at: "text",
  },
  /** What others outside say they have seen of the log, by kind and name; the last success, and the last failure. */
  anchor: {
    kind: "text",
    name: "text",
    size: "integer?",
    at: "text?",
    text: "text?",
    failed_at: "text?",
    failure: "text?",
  },
  /** What events name by digest. `packed`: deflated here, so not the bytes that the digest is of. */
  object: { digest: "text", size: "integer", packed: "integer", bytes: "blob" },
  application: { name: "text", policy: "text", version: "integer", archived: "integer", releases: "integer" },
  policy_version: { application: "text", idx: "integer", policy: "text", at: "text", actor: "text" },
  release: {
    application: "text",
    number: "integer",
    version: "text",
    artifacts: "text",
    commit_id: "text?",
    notes: "text?",
    issues: "text",
    at: "text",
    actor: "text",
    blocked: "text?",
    evidence_count: "integer",
  },
  /** Size of the test catalogue, and how often attributes of known tests changed. */
  catalogue: { application: "text", tests: "integer", version: "integer" },
  test_case: {
    application: "text",
    ordinal: "integer",
    /**
     * The first 16 bytes of the SHA-256 of the id, for the index of ids that is kept in memory. There is none in the
     * database: keys come in no order, so adding a million tests would touch every page of it for every few thousand.
     */
    key: "blob",
    id: "text",
    suite: "text",
    class: "text",
    name: "text",
    file: "text?",
    tags: "text?",
    jira: "text?",
    suite_level: "integer",
    home_code: "integer",
    /** The catalogue version at which the attributes last changed; 0: never. */
    changed: "integer",
  },
  category_code: { application: "text", category: "text", code: "integer" },
  /** Environment: `` (reported or listed for the release itself), `*` (inherited by default) or a name (inherited there). */
  known: { application: "text", release_number: "integer", environment: "text", vector: "blob", changed: "integer" },
  status: {
    application: "text",
    release_number: "integer",
    environment: "text",
    variant: "text",
    vector: "blob",
    changed: "integer",
  },
  predecessor: { application: "text", release_number: "integer", environment: "text", predecessor: "integer" },
  evidence: {
    id: "text",
    application: "text",
    release: "text",
    release_number: "integer",
    number: "integer",
    environment: "text",
    kind: "text?",
    subject: "text?",
    category: "text",
    variant: "text",
    inventory: "integer",
    file: "text",
    raw: "text",
    bytes: "integer",
    format: "text?",
    tool: "text?",
    reader: "text",
    outcome: "text",
    code: "text?",
    reason: "text?",
    unfit: "text?",
    produced_at: "text?",
    at: "text",
    actor: "text",
    counts: "text",
    warnings: "text",
    facts: "text?",
    idx: "integer",
  },
  result_detail: {
    application: "text",
    release_number: "integer",
    evidence_number: "integer",
    ordinal: "integer",
    line: "integer?",
    message: "text?",
    duration_ms: "real?",
  },
  decision: {
    id: "text",
    application: "text",
    release: "text",
    environment: "text",
    artifacts: "text",
    edge: "text",
    mode: "text",
    verdict: "text",
    reasons: "text",
    policy: "text",
    input: "text",
    outcome: "text",
    engine: "text",
    at: "text",
    actor: "text",
    idx: "integer",
  },
  deployment: {
    id: "text",
    application: "text",
    release: "text",
    release_number: "integer",
    environment: "text",
    status: "text",
    at: "text",
    actor: "text",
    decision: "text?",
    idx: "integer",
  },
  /** The newest deployment per environment, and the newest that succeeded. */
  environment_state: { application: "text", environment: "text", newest: "text", running: "text?" },
  mark: {
    application: "text",
    idx: "integer",
    kind: "text",
    pattern: "text",
    owner: "text?",
    reason: "text",
    until: "text?",
    at: "text",
    actor: "text",
  },
  token: {
    id: "text",
    name: "text",
    hash: "text",
    scopes: "text",
    applications: "text",
    created_at: "text",
    revoked_at: "text?",
  },
  idempotency: { key: "text", request: "text", status: "integer", body: "text", at: "text" },
} as const satisfies Record<string, Record<string, ColumnType>>

export type ColumnType = "text" | "text?" | "integer" | "integer?" | "real?" | "blob"

type ValueOf<Type extends ColumnType> = Type extends "text"
  ? string
  : Type extends "text?"
    ? string | null
    : Type extends "integer"
      ? number
      : Type extends "blob"
        ? Uint8Array
        : number | null

export type TableName = keyof typeof TABLES
export type RowOf<Table extends TableName> = {
  -readonly [Column in keyof (typeof TABLES)[Table]]: (typeof TABLES)[Table][Column] extends infer Type extends
    ColumnType
    ? ValueOf<Type>
    : never
}
/** The database as Kysely sees it. */
export type Database = { [Table in TableName]: RowOf<Table> }
