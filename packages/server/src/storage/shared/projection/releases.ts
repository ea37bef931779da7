import type { ApplicationName, EventOf, ReleaseVersion } from "@promotrail/core"
import { jsonColumn } from "../json-column.ts"
import type { RowOf } from "../schema.ts"
import type { WriteTransaction } from "../transaction.ts"
import { inheritedFrom, suiteErrors } from "./inheritance.ts"
import { ANYWHERE, putKnown } from "./vectors.ts"

/** A release gets the next number, and its predecessors for good: what runs elsewhere now, or came before it. */
export async function register(
  tx: WriteTransaction,
  { data, at, actor }: EventOf<"release.registered">,
  index: number,
): Promise<void> {
  const { application, release, artifacts, commit, notes, issues } = data
  const { releases } = await tx.db
    .selectFrom("application")
    .select("releases")
    .where("name", "=", application)
    .executeTakeFirstOrThrow()
  const number = releases + 1
  await tx.db.updateTable("application").set({ releases: number }).where("name", "=", application).execute()
  await tx.insert("release", [
    {
      application,
      number,
      version: release,
      artifacts: jsonColumn(artifacts),
      commit_id: commit,
      notes,
      issues: jsonColumn(issues),
      at,
      actor: jsonColumn(actor),
      blocked: null,
      evidence_count: 0,
    },
  ])
  const predecessors = await predecessorsOf(tx, application, number)
  await tx.insert("predecessor", predecessors)
  const errors = await suiteErrors(tx, application)
  for (const { environment, predecessor } of predecessors) {
    const vector = await inheritedFrom(tx, application, predecessor, environment, errors)
    await putKnown(tx, { application, release_number: number, environment }, vector, index)
  }
}

async function predecessorsOf(
  { db }: WriteTransaction,
  application: ApplicationName,
  number: number,
): Promise<RowOf<"predecessor">[]> {
  if (number === 1) return []
  const running = await db
    .selectFrom("environment_state as state")
    .innerJoin("deployment", "deployment.id", "state.running")
    .select(["state.environment", "deployment.release_number"])
    .where("state.application", "=", application)
    .orderBy("state.environment")
    .execute()
  return [
    { environment: ANYWHERE, predecessor: number - 1 },
    ...running.map(({ environment, release_number }) => ({ environment, predecessor: release_number })),
  ].map((place) => ({ application, release_number: number, ...place }))
}

/** Blocked with a reason, or free to go on. */
export async function block(
  { db }: WriteTransaction,
  { kind, data, at, actor }: EventOf<"release.blocked" | "release.unblocked">,
): Promise<void> {
  const blocked = kind === "release.blocked" ? jsonColumn({ reason: data.reason, by: actor.name, at }) : null
  const changed = await db
    .updateTable("release")
    .set({ blocked })
    .where("application", "=", data.application)
    .where("version", "=", data.release)
    .executeTakeFirstOrThrow()
  if (changed.numUpdatedRows === 0n) throw new Error(`${data.application} has no release ${data.release}`)
}

/** Number and uploads so far of a release that an event names. */
export async function releaseNumber(
  { db }: WriteTransaction,
  application: ApplicationName,
  release: ReleaseVersion,
): Promise<{ readonly number: number; readonly evidence_count: number }> {
  const row = await db
    .selectFrom("release")
    .select(["number", "evidence_count"])
    .where("application", "=", application)
    .where("version", "=", release)
    .executeTakeFirst()
  if (row === undefined) throw new Error(`${application} has no release ${release}`)
  return row
}
