import type { EventOf } from "@promotrail/core"
import { jsonColumn } from "../json-column.ts"
import type { WriteTransaction } from "../transaction.ts"

export async function createToken(tx: WriteTransaction, { data, at }: EventOf<"token.created">): Promise<void> {
  await tx.insert("token", [
    {
      id: data.token,
      name: data.name,
      hash: data.hash,
      scopes: jsonColumn(data.scopes),
      applications: jsonColumn(data.applications),
      created_at: at,
      revoked_at: null,
    },
  ])
}

/** The first revocation counts. */
export async function revokeToken({ db }: WriteTransaction, { data, at }: EventOf<"token.revoked">): Promise<void> {
  await db
    .updateTable("token")
    .set({ revoked_at: at })
    .where("id", "=", data.token)
    .where("revoked_at", "is", null)
    .execute()
}
