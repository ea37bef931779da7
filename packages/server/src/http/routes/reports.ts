import { routes, type LogStand } from "@promotrail/contract"
import type { FastifyRequest } from "fastify"
import { Readable } from "node:stream"
import type { Caller } from "../../app/deps.ts"
import { inChunks, MEDIA_TYPES, writeReport, type Format, type ReportFile } from "../../app/pages/reports/file.ts"
import { accessFile, controlsFile, overridesFile } from "../../app/pages/reports/other-files.ts"
import { populationFile } from "../../app/pages/reports/population-file.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** Reports for auditors. They are about the whole ledger, so that a token of some applications gets none. */
export function reportHandlers({ pages: { reports } }: Services): readonly Handler[] {
  const whole = ({ within }: Caller) => within === undefined
  const refused = { refused: { kind: "forbidden", needs: "access to every application" } } as const
  return [
    handle(routes.getPopulation, async ({ query, caller }) =>
      whole(caller) ? { status: 200, body: await reports.population(query) } : refused,
    ),
    handle(routes.exportPopulation, async ({ query: { format, ...query }, caller, request }) => {
      if (!whole(caller)) return refused
      const report = await reports.population(query)
      return sent("population", format, report, populationFile(report, query, addressOf(request)))
    }),
    handle(routes.getAccessReport, async ({ query, caller }) =>
      whole(caller) ? { status: 200, body: await reports.access(query.asOf) } : refused,
    ),
    handle(routes.exportAccessReport, async ({ query: { format, asOf }, caller }) => {
      if (!whole(caller)) return refused
      const report = await reports.access(asOf)
      return sent("access", format, report, accessFile(report))
    }),
    handle(routes.getControls, async ({ query, caller }) =>
      whole(caller) ? { status: 200, body: await reports.controls(query) } : refused,
    ),
    handle(routes.exportControls, async ({ query: { format, ...period }, caller, request }) => {
      if (!whole(caller)) return refused
      const report = await reports.controls(period)
      return sent("controls", format, report, controlsFile(report, addressOf(request)))
    }),
    handle(routes.getOverrides, async ({ query, caller }) =>
      whole(caller) ? { status: 200, body: await reports.overrides(query) } : refused,
    ),
    handle(routes.exportOverrides, async ({ query: { format, ...period }, caller }) => {
      if (!whole(caller)) return refused
      const report = await reports.overrides(period)
      return sent("overrides", format, report, overridesFile(report))
    }),
  ]
}

/** Where the asker reached this server; what is before it may speak TLS. Stands in the asker's own file alone. */
function addressOf({ protocol, host, headers }: FastifyRequest): string {
  return `${headers["x-forwarded-proto"] === "https" ? "https" : protocol}://${host}`
}

type Said = { readonly log: LogStand; readonly asked: string; readonly says: string; readonly isComplete: boolean }

/** A report as a file that is streamed; what it says of itself stands in the headers, too, for whoever saves it unread. */
function sent<T>(name: string, format: Format, { log, asked, says, isComplete }: Said, file: ReportFile<T>) {
  return {
    bytes: Readable.from(inChunks(writeReport(file, format)), { objectMode: false }),
    mediaType: MEDIA_TYPES[format],
    headers: {
      "content-disposition": `attachment; filename="promotrail-${name}.${format}"`,
      "x-promotrail-log-size": String(log.size),
      "x-promotrail-complete": String(isComplete),
      "x-promotrail-says": encodeURIComponent(`${asked} ${says}`),
    },
  }
}
