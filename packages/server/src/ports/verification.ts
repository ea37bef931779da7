/** What a rebuild of the state out of the events found (`verifyState`). `agrees` only when every part does. */
export type StateVerification = {
  readonly agrees: boolean
  readonly size: number
  readonly root: string
  readonly recomputedRoot: string
  readonly firstBroken: number | null
  readonly state: readonly { readonly table: string; readonly rows: number; readonly differences: readonly string[] }[]
  readonly objects: { readonly checked: number; readonly broken: readonly string[] }
  readonly evidence: { readonly checked: number; readonly broken: readonly string[] }
  readonly tookMs: number
}
