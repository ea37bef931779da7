import type { Actor, ApplicationName, Digest, EnvironmentName, Instant, ReleaseVersion } from "@promotrail/core"

/**
 * Columns back to the types they were written from. What is stored came through the one write path,
 * whose events were parsed at the door; so the casts stand here and nowhere else.
 */
export const applicationName = (column: string): ApplicationName => column as ApplicationName
export const releaseVersion = (column: string): ReleaseVersion => column as ReleaseVersion
export const environmentName = (column: string): EnvironmentName => column as EnvironmentName
export const digest = (column: string): Digest => column as Digest
export const instant = (column: string): Instant => column as Instant
export const actor = (column: string): Actor => JSON.parse(column) as Actor
export const json = <T>(column: string): T => JSON.parse(column) as T

/** A page of rows: one more was asked for than fits, to know whether there are more. */
export function pageOf<Column, Row>(
  rows: readonly Column[],
  limit: number,
  read: (columns: Column) => Row,
): { readonly rows: readonly Row[]; readonly more: boolean } {
  return { rows: rows.slice(0, limit).map(read), more: rows.length > limit }
}
