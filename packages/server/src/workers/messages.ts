import type { StoreOrigin } from "../ports/store.ts"
import type { Intake, IntakeJob, VerifiedFile } from "../ports/reader.ts"
import type { Fault } from "../storage/shared/remote.ts"
import type { TrustFiles } from "../trust/trust.ts"

/** Whose catalogue tests are put into; `scratch`: one in memory that is forgotten, for reading what was read before. */
export type CataloguePlace = StoreOrigin | "scratch"
/** What a worker is started with. */
export type WorkerStart = { readonly store: CataloguePlace; readonly trust: TrustFiles }
/** What it says first, once it has loaded. */
export type Ready = "ready"
export type Asked = { readonly job: IntakeJob } | { readonly verify: string }
export type Answered = { readonly intake: Intake } | { readonly verified: VerifiedFile } | { readonly fault: Fault }
