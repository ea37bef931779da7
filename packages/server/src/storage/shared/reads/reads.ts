import type { Kysely } from "kysely"
import type { Reads } from "../../../ports/store.ts"
import type { Database } from "../schema.ts"
import type { DialectName } from "../transaction.ts"
import { applicationReads } from "./applications.ts"
import { decisionReads } from "./decisions.ts"
import { deploymentReads } from "./deployments.ts"
import { evidenceReads } from "./evidence.ts"
import { ledgerReads } from "./ledger.ts"
import { logReads } from "./log.ts"
import { releaseReads } from "./releases.ts"
import { testReads } from "./tests.ts"
import { tokenReads } from "./tokens.ts"
import { vectorReads } from "./vectors.ts"

/** Every question, asked the same way of both databases. A driver may answer some of them its own way. */
export function readsOver(db: Kysely<Database>, dialect: DialectName): Reads {
  return {
    ...applicationReads(db),
    ...releaseReads(db),
    ...vectorReads(db),
    ...testReads(db, dialect),
    ...evidenceReads(db),
    ...decisionReads(db),
    ...deploymentReads(db),
    ...tokenReads(db),
    ...ledgerReads(db),
    ...logReads(db),
  }
}
