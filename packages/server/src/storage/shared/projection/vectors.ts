import { EMPTY_STATUS, type KnownVector, type StatusVector } from "@promotrail/core"
import type { RowOf } from "../schema.ts"
import type { WriteTransaction } from "../transaction.ts"
import { packKnown, packStatus, unpackKnown, unpackStatus } from "../vector-codec.ts"

/** The `environment` of what was reported or listed for the release itself. */
export const OWN = ""
/** The `environment` of what is inherited wherever nothing had been deployed at registration. */
export const ANYWHERE = "*"

export type KnownPlace = Pick<RowOf<"known">, "application" | "release_number" | "environment">
export type StatusPlace = Pick<RowOf<"status">, "application" | "release_number" | "environment" | "variant">

export async function getKnown({ db }: WriteTransaction, place: KnownPlace): Promise<KnownVector | undefined> {
  const row = await db
    .selectFrom("known")
    .select("vector")
    .where("application", "=", place.application)
    .where("release_number", "=", place.release_number)
    .where("environment", "=", place.environment)
    .executeTakeFirst()
  return row === undefined ? undefined : unpackKnown(row.vector)
}

export async function putKnown(
  { db }: WriteTransaction,
  place: KnownPlace,
  known: KnownVector,
  index: number,
): Promise<void> {
  const kept = { vector: packKnown(known), changed: index }
  await db
    .insertInto("known")
    .values({ ...place, ...kept })
    .onConflict((conflict) => conflict.columns(["application", "release_number", "environment"]).doUpdateSet(kept))
    .execute()
}

export async function getStatus({ db }: WriteTransaction, place: StatusPlace): Promise<StatusVector> {
  const row = await db
    .selectFrom("status")
    .select("vector")
    .where("application", "=", place.application)
    .where("release_number", "=", place.release_number)
    .where("environment", "=", place.environment)
    .where("variant", "=", place.variant)
    .executeTakeFirst()
  return row === undefined ? EMPTY_STATUS : unpackStatus(row.vector)
}

export async function putStatus(
  { db }: WriteTransaction,
  place: StatusPlace,
  status: StatusVector,
  index: number,
): Promise<void> {
  const kept = { vector: packStatus(status), changed: index }
  await db
    .insertInto("status")
    .values({ ...place, ...kept })
    .onConflict((conflict) =>
      conflict.columns(["application", "release_number", "environment", "variant"]).doUpdateSet(kept),
    )
    .execute()
}
