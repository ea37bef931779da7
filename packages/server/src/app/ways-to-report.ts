import type { CategoryName, ReportKind } from "@promotrail/core"
import { FORMATS } from "@promotrail/evidence"

/** A format whose reports would count somewhere, and the command that usually writes one. */
export type WayToReport = { readonly format: string; readonly title: string; readonly command: string }

/** How a report of a kind and category comes to be; formats that are in the category by themselves come first. */
export function waysToReport(kind: ReportKind, category: CategoryName): readonly WayToReport[] {
  const ways = FORMATS.filter((format) => format.read && format.kind === kind).flatMap(
    ({ id, title, commands: [command], category: own }) =>
      command === undefined ? [] : [{ format: id, title, command, isOwn: own === category }],
  )
  const own = ways.filter(({ isOwn }) => isOwn)
  return (own.length === 0 ? ways : own).map(({ format, title, command }) => ({ format, title, command }))
}
