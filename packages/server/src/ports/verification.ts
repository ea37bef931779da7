/** What a rebuild of the state out of the events found (`verifyState`). `agrees` only when every part does. */
export type StateVerification = {
  readonly agrees: boolean
  /** Entries of the ledger, and the first that is not what was hashed. */
  readonly size: number
  readonly firstBroken: number | null
  /** Records of the newest signed log, its name, and its root as its head says and as the records give. */
  readonly records: number
  readonly origin: string
  readonly root: string
  readonly recomputedRoot: string
  readonly firstBrokenRecord: number | null
  readonly state: readonly { readonly table: string; readonly rows: number; readonly differences: readonly string[] }[]
  readonly objects: { readonly checked: number; readonly broken: readonly string[] }
  readonly evidence: { readonly checked: number; readonly broken: readonly string[] }
  readonly tookMs: number
}
