import type { Instant, VexStatus } from "@promotrail/core"
import { hasKeys, textAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as member, entries, isJsonObject, type Json, type JsonPlace, list, text } from "../json/json.ts"
import type { JsonKind } from "../json/rules.ts"
import type { Refusal } from "../refusal.ts"
import type { Tally } from "../warnings.ts"
import { type FoundStatement, instantIn, Statements } from "./statements.ts"

/**
 * OpenVEX (https://github.com/openvex/spec): statements by an author, at a time. A statement's own author and time win
 * over the document's. A document without a statement is whole, and hides nothing.
 */
export const OPENVEX: Format = {
  id: "openvex",
  kind: "vex",
  title: "OpenVEX",
  versions: "0.0.1 and 0.2.0",
  recognisedBy: "an OpenVEX `@context`",
  takes: [
    "each statement with vulnerability, aliases, status, products by package URL or other id, and subcomponents",
    "justification and impact; author and time",
  ],
  refuses: ["versions other than 0.0.x and 0.2.x"],
  distrusts: [
    "documents without author, time or statements; statements without status (they count as affected) or vulnerability",
    "`not_affected` with neither a justification nor an impact statement",
  ],
  commands: ["vexctl create --product PURL --vuln CVE --status not_affected --justification …"],
  recognise: ({ first }) =>
    /openvex/i.test(textAt(first, "@context")) || (hasKeys(first, "statements", "author") && !hasKeys(first, "@graph")),
  open,
}

const STATUSES: ReadonlyMap<string, VexStatus> = new Map<string, VexStatus>([
  ["not_affected", "not_affected"],
  ["affected", "affected"],
  ["fixed", "fixed"],
  ["under_investigation", "under_investigation"],
])

/** A statement that waits for the document's author and time. */
type Waiting = FoundStatement & { readonly author: string; readonly issuedAt: string }

function open(input: FormatInput): FormatReader {
  const { warnings } = input
  const statements = new Statements(input)
  const doubt = new Doubt()
  const waiting: Waiting[] = []
  const own = { context: "", author: "", timestamp: "", updated: "" }
  let listed: JsonKind | undefined
  const keep = (key: keyof typeof own) => (value: Json) => void (own[key] = typeof value === "string" ? value : "")
  return openJson(
    input,
    {
      "@context": keep("context"),
      author: keep("author"),
      timestamp: keep("timestamp"),
      last_updated: keep("updated"),
      statements: { open: (kind) => void (listed = kind) },
      "statements/*": (value, place) => {
        const status = statusOf(value, place.at, warnings, doubt)
        statements.count(status)
        waiting.push(...statementsOf(value, status, place, warnings, doubt))
      },
    },
    () => {
      const issuedAt = instantIn(own.timestamp, warnings)
      doubt.note(doubtOf(own, listed, issuedAt))
      for (const found of waiting) {
        statements.add({
          ...found,
          author: found.author || own.author,
          issuedAt: found.issuedAt || (issuedAt ?? ""),
        })
      }
      const producedAt = instantIn(own.updated, warnings) ?? issuedAt
      return {
        refusal: refusalOf(own.context),
        ...doubt.told,
        counts: statements.counts(),
        formatVersion: versionOf(own.context),
        ...(producedAt === undefined ? {} : { producedAt }),
      }
    },
  )
}

/** The version stands at the end of the context; the first one had none. */
const versionOf = (context: string): string => /\/v(\d[\d.]*)\/?$/.exec(context)?.[1] ?? "0.0.1"

function refusalOf(context: string): Refusal | null {
  const version = versionOf(context)
  if (/^0\.(0|2)(\.|$)/.test(version)) return null
  return { kind: "unsupported-version", title: "OpenVEX", version, reads: "0.0.x and 0.2.x" }
}

function doubtOf(
  { context, author }: { readonly context: string; readonly author: string },
  listed: JsonKind | undefined,
  issuedAt: Instant | undefined,
): Refusal | null {
  const missing =
    context === ""
      ? "`@context`"
      : author.trim() === ""
        ? "`author`"
        : issuedAt === undefined
          ? "`timestamp`"
          : undefined
  if (missing !== undefined) return { kind: "invalid", line: 1, what: `the document has no ${missing}` }
  return listed === "array" ? null : { kind: "invalid", line: 1, what: "the document has no list of statements" }
}

function statusOf(statement: Json, line: number, warnings: Tally, doubt: Doubt): VexStatus {
  const word = text(statement, "status")
  const status = STATUSES.get(word)
  if (word === "") doubt.invalid(line, "a statement has no status")
  else if (status === undefined) warnings.add("unknown-vex-status", word)
  return status ?? "affected"
}

/** What a statement says of each set of products that share their subcomponents. */
function statementsOf(
  statement: Json,
  status: VexStatus,
  { at, pointer }: JsonPlace,
  warnings: Tally,
  doubt: Doubt,
): Waiting[] {
  const vulnerability = vulnerabilityOf(statement)
  if (vulnerability === "") doubt.invalid(at, "a statement names no vulnerability")
  const justification = text(statement, "justification")
  const impact = text(statement, "impact_statement")
  if (status === "not_affected" && justification === "" && impact === "") {
    doubt.invalid(at, "a statement says `not_affected` and not why")
  }
  const common = {
    vulnerability,
    aliases: list(statement, "vulnerability", "aliases").map((alias) => (typeof alias === "string" ? alias : "")),
    status,
    justification,
    impact,
    author: text(statement, "author"),
    issuedAt: instantIn(text(statement, "timestamp"), warnings) ?? "",
    at,
  }
  const whole: string[] = []
  const inParts: Waiting[] = []
  // In 0.0.1 the subcomponents stand beside the products, and belong to all of them.
  const ofAll = list(statement, "subcomponents").flatMap(idsOf)
  for (const [index, product] of list(statement, "products").entries()) {
    const subcomponents = list(product, "subcomponents").flatMap(idsOf)
    const where = `${pointer}/products/${index}`
    if (subcomponents.length === 0) whole.push(...idsOf(product))
    else inParts.push({ ...common, products: idsOf(product), subcomponents, pointer: where })
  }
  if (whole.length === 0 && inParts.length > 0) return inParts
  return [{ ...common, products: whole, subcomponents: ofAll, pointer }, ...inParts]
}

/** A name; in 0.0.1 the vulnerability is the name. */
function vulnerabilityOf(statement: Json): string {
  const vulnerability = member(statement, "vulnerability")
  if (typeof vulnerability === "string") return vulnerability
  return text(vulnerability, "name") || text(vulnerability, "@id")
}

/** Every id of a product or subcomponent; in 0.0.1 it is its id. */
function idsOf(component: Json): string[] {
  if (typeof component === "string") return [component]
  if (!isJsonObject(component)) return []
  const identifiers = entries(component, "identifiers").map(([, id]) => (typeof id === "string" ? id : ""))
  return [text(component, "@id"), ...identifiers].filter((id) => id !== "")
}
