import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { APP, JSON_LINES } from "../flags.ts"
import { renderTable } from "../output/table.ts"

const FILTERS = ["all", "quarantined", "retired", "vanished", "critical"] as const

/** `promotrail tests list`. */
export const testsList = command({
  flags: {
    app: APP,
    search: { type: "string", value: "TEXT", about: "only tests whose id holds this" },
    filter: { type: "string", oneOf: FILTERS, about: "only tests of this kind" },
    category: { type: "string", value: "NAME", about: "only tests of this category" },
    limit: { type: "string", value: "N", about: "how many at most, up to 500 (50)" },
    after: { type: "string", value: "CURSOR", about: "go on where the last list ended" },
    json: JSON_LINES,
  },
  async run({ values, settings, terminal }) {
    const { search, category, after } = values
    const limit = values.limit === undefined ? 50 : Number(values.limit)
    if (!Number.isInteger(limit) || limit < 1 || limit > 500) {
      throw wrongUsage(`--limit ${values.limit} is not a whole number from 1 to 500.`)
    }
    const filter = FILTERS.find((known) => known === values.filter)
    const application = settings.application()
    const { body, text } = await connect(settings, terminal).call("listTests", {
      params: { application },
      query: { limit, filter, search, category, after },
    })
    const { out, say } = terminal
    if (values.json) {
      out(text)
      return EXIT.done
    }
    const rows = body.items.map(({ category: kind, scope, retired, quarantine, vanished, critical, id }) => [
      kind,
      scope === "all" ? "all environments" : scope.join(", "),
      [
        ...(critical ? ["critical"] : []),
        ...(vanished ? ["vanished"] : []),
        ...(retired === null ? [] : [`retired: ${retired}`]),
        ...(quarantine === null
          ? []
          : [`quarantined until ${quarantine.until}${quarantine.expired ? " (expired)" : ""}`]),
      ].join(", "),
      id,
    ])
    if (rows.length > 0) out(renderTable([["category", "counts in", "", "test"], ...rows]))
    say(`${rows.length}${body.total === undefined ? "" : ` of ${body.total}`} tests of ${application}.`)
    if (body.next !== null) say(`There are more: --after ${body.next}`)
    return EXIT.done
  },
})
