import type { StoreOrigin } from "../ports/store.ts"
import type { Intake, IntakeJob } from "../ports/reader.ts"
import type { Fault } from "../storage/shared/remote.ts"

/** What a worker is started with. */
export type WorkerStart = { readonly store: StoreOrigin }
/** What it says first, once it has loaded. */
export type Ready = "ready"
export type Asked = { readonly job: IntakeJob }
export type Answered = { readonly intake: Intake } | { readonly fault: Fault }
