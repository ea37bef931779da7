import { EMPTY_KNOWN, type EnvironmentName, type KnownVector, type StatusVector } from "@promotrail/core"
import type { Kysely } from "kysely"
import type { ReleaseVectors } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import { OWN } from "../projection/vectors.ts"
import type { Database, RowOf } from "../schema.ts"
import { unpackKnown, unpackStatus } from "../vector-codec.ts"
import { environmentName } from "./values.ts"

export type KnownColumns = Pick<RowOf<"known">, "environment" | "vector">
export type StatusColumns = Pick<RowOf<"status">, "environment" | "variant" | "vector">

/** The vectors of a release from its rows. */
export function vectorsOf(known: readonly KnownColumns[], status: readonly StatusColumns[]): ReleaseVectors {
  let own: KnownVector = EMPTY_KNOWN
  const inherited = new Map<EnvironmentName | "*", KnownVector>()
  for (const { environment, vector } of known) {
    if (environment === OWN) own = unpackKnown(vector)
    else inherited.set(environmentName(environment), unpackKnown(vector))
  }
  const lanes = new Map<EnvironmentName, Map<string, StatusVector>>()
  for (const { environment, variant, vector } of status) {
    const name = environmentName(environment)
    const ofEnvironment = lanes.get(name) ?? new Map<string, StatusVector>()
    ofEnvironment.set(variant, unpackStatus(vector))
    lanes.set(name, ofEnvironment)
  }
  return { own, inherited, status: lanes }
}

/** All vectors of a release in one statement, so that they are of one moment. */
export function vectorReads(db: Kysely<Database>): Pick<Reads, "vectors"> {
  return {
    async vectors(application, releaseNumber) {
      const known = db
        .selectFrom("known")
        .select((eb) => [eb.val("known").as("table"), "environment", eb.val("").as("variant"), "vector"])
        .where("application", "=", application)
        .where("release_number", "=", releaseNumber)
      const status = db
        .selectFrom("status")
        .select((eb) => [eb.val("status").as("table"), "environment", "variant", "vector"])
        .where("application", "=", application)
        .where("release_number", "=", releaseNumber)
      const rows = await known.unionAll(status).execute()
      const [ofKnown, ofStatus] = [
        rows.filter(({ table }) => table === "known"),
        rows.filter(({ table }) => table !== "known"),
      ]
      const inOrder = ofStatus.toSorted(
        (a, b) => compare(a.environment, b.environment) || compare(a.variant, b.variant),
      )
      return vectorsOf(ofKnown, inOrder)
    },
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
