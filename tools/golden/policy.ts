import { policyJsonSchema } from "@promotrail/core"
import { code, page, table } from "./page.ts"

type Node = { readonly [keyword: string]: unknown }

const SCHEMA = policyJsonSchema() as Node

/** `docs/reference/policy.schema.json`, the same as `promotrail policy schema` prints. */
export function policySchema(): string {
  return `${JSON.stringify(SCHEMA, undefined, 2)}\n`
}

/** `docs/reference/policy.md`: every key of the file by its path, as the schema has it. */
export function policyPage(): string {
  const sections = Object.entries(propertiesOf(SCHEMA)).filter(([key]) => key !== "gates")
  const gate = propertiesOf((SCHEMA["$defs"] as { readonly gate: Node }).gate)
  const checks = Object.entries(gate)
  const evaluated = checks.filter(([key]) => EVALUATED.includes(key))
  const others = checks.filter(([key]) => !EVALUATED.includes(key)).map(([key]) => code(key))
  return page("The policy file", "the shapes of `packages/core/src/catalog/policy-*.ts`", [
    "One YAML file per application.\n`promotrail policy check FILE` finds every mistake offline, each with its line and column.",
    "[policy.schema.json](policy.schema.json) is its JSON Schema, which `promotrail policy schema` prints, too.\nPut `# yaml-language-server: $schema=PATH` into the first line, and editors complete and check while you write.",
    "[Write a policy](../guides/write-a-policy.md) shows how to.",
    "## Keys",
    table(
      ["key", "holds", "meaning"],
      [
        ...sections.flatMap(([key, node]) => rows(key, node)),
        [code("gates"), "a mapping from environments to gates", text(propertiesOf(SCHEMA)["gates"])],
        [code("gates.default"), "a gate", "What every gate inherits, key by key."],
        [code("gates.NAME"), "a gate", "The gate into that environment."],
      ],
    ),
    "## Keys of a gate",
    table(
      ["key", "holds", "meaning"],
      evaluated.flatMap(([key, node]) => rows(key, node).filter(isWorthARow)),
    ),
    "Evidence of the other kinds has the keys of `evidence.tests`, and `subject`: what it must have been measured on, `artifact` or `environment`.",
    "## Limits on reports",
    "A limit counts its level and every worse one: `high: 2` is two high or critical ones.\nA level that no limit reaches is not limited, and a check that limits nothing is a mistake.\nUnknown severities count as `high`, and unknown impacts as `serious`, unless `unknown` has a limit of its own or `unknownAs` says otherwise.",
    "Each category is one check.\nWithout a report, with a refused newest one, with one that is too old or that measured less than `minimum`, its outcome is `unknown`.",
    "## Signatures and provenance",
    "Every artifact of the release has to have an attestation that is verified and about its digest.\nAn address means itself and what is below it, at a `/` or `@`; one with a revision (`…@refs/heads/main`) itself alone; with `*` the whole must match.\n[Verify signatures and provenance](../guides/verify-provenance.md) shows how to.",
    "## Conditions in CEL",
    "A condition is written in the [Common Expression Language](https://cel.dev), without extensions, over `input`: what the gate saw, as `promotrail replay` evaluates it again.",
    table(
      ["member of `input`", "holds"],
      [
        [code("subject"), "`application`, `release`, `artifacts` (a list of `name` and `digest`)"],
        [code("edge"), "`from`, `to`, `first`, and `lane`, which is null on the path"],
        [code("mode"), "`enforce` or `advisory`"],
        [code("now"), "the moment, as text: `timestamp(input.now)`"],
        [
          code("coverage"),
          "`exit` and `entry`, and `categories` with both by name; each has `criticalBroken` and `counts`: `inScope`, `passed`, `failed`, `errored`, `skipped`, `notRun`, `vanished`, `flaky`",
        ],
        [code("evidence"), "uploads of tests by category: `uploads`, `oldest`, `refused`, `producers`"],
        [code("reports"), "a list of all other evidence as it counts here, each with `kind` and `category`"],
        [code("baseline"), "what runs in the target, null where nothing does: `release` and `categories`"],
        [code("upstream"), "the newest deployment in the source, null without one: `release`, `at`, `decision`"],
        [code("blocked"), "null, or why the release must not go further"],
        [code("actor"), "the pseudonym of who asks"],
      ],
    ),
    "True passes and false fails.\nA member that is missing, or a value that is neither, is an error: guard it with `has(…)`.\n`all` over an empty list is true: ask for its `size(…)`, too.\nWhole numbers are `int`.\nA condition has 4,096 characters at the most, goes through lists within lists two deep, and takes 200,000 steps; what would take more is an error, too.",
    "These go with every check:",
    table(
      ["key", "holds", "meaning"],
      COMMON.flatMap((key) => rows(key, propertiesOf(gate["upstream"] ?? {})[key] ?? {})),
    ),
    "Only blocking checks decide.",
    "## Known and not evaluated yet",
    `These kinds may be written, and answer [\`check.not_available\`](reason-codes.md#checknot_available), so they hold the gate unless their severity is \`warn\` or \`observe\`: ${others.join(", ")}.`,
    '`evidence` of `signature` and `configuration` answers the same.\nRules with `jira` look at properties of JUnit test cases: `<property name="jira.Category" value="…"/>` is the field `Category`. Jira itself is not asked.',
    "## Patterns",
    "`*` stands for any text. In `file` it stops at `/`, and `**` does not.\nSeveral patterns in a list are alternatives; several keys of one rule must all match.\nA test's id is `suite::class::name`.",
    "Numbers of coverage are percentages with up to two digits after the point; durations are written `90m`, `36h` or `7d`, response times `300ms` or `2.5s`, rates `1%`, sizes `500kB`; moments are `2026-12-15` or `2026-12-15T08:00:00Z`.",
  ])
}

/** What goes with every check, said once. */
const COMMON: readonly string[] = ["severity", "owner", "why", "fix", "controls"]
const EVALUATED: readonly string[] = [
  "coverage",
  "evidence",
  "code-coverage",
  "findings",
  "vulnerabilities",
  "licences",
  "performance",
  "accessibility",
  "signature",
  "provenance",
  "cel",
  "upstream",
  "checks",
]

/** Neither said of every check, nor of evidence that this version does not read, nor of each kind of evidence again. */
function isWorthARow([path = ""]: readonly string[]): boolean {
  const key = path.replaceAll("`", "")
  if (COMMON.includes(key.replace(/^.*\./, "")) || /^evidence\.(?:signature|configuration)/.test(key)) return false
  return !/^evidence\.[a-z-]+\./.test(key) || key.startsWith("evidence.tests.")
}

function rows(path: string, node: Node): string[][] {
  const own = [code(path), holds(node), text(node)]
  const inner = Object.entries(propertiesOf(node)).flatMap(([key, child]) => rows(`${path}.${key}`, child))
  const named = node["additionalProperties"]
  const isMap = node["propertyNames"] !== undefined && typeof named === "object"
  const members = isMap ? Object.entries(propertiesOf(named as Node)) : []
  const items = node["items"]
  const listed = typeof items === "object" && items !== null ? Object.entries(propertiesOf(items as Node)) : []
  return [
    own,
    ...inner,
    ...members.flatMap(([key, child]) => rows(`${path}.NAME.${key}`, child)),
    ...listed.flatMap(([key, child]) => rows(`${path}[].${key}`, child)),
  ]
}

function propertiesOf(node: Node): Readonly<Record<string, Node>> {
  return (node["properties"] ?? {}) as Readonly<Record<string, Node>>
}

function text(node: Node | undefined): string {
  return typeof node?.["description"] === "string" ? node["description"] : ""
}

/** What may stand there, in words. */
function holds(node: Node): string {
  const { const: only, enum: some, anyOf, type, items, additionalProperties, propertyNames, minimum, maximum } = node
  if (typeof only === "string") return code(only)
  if (Array.isArray(some)) return some.map((value) => code(String(value))).join(", ")
  if (type === "array") return `list of ${plural(holds((items ?? {}) as Node))}`
  if (type === "object") {
    if (propertyNames === undefined) return "mapping"
    return `mapping from names to ${plural(holds((additionalProperties ?? {}) as Node))}`
  }
  if (type === "number" || type === "integer") {
    return `${type === "integer" ? "whole number" : "number"} from ${String(minimum)} to ${String(maximum)}`
  }
  if (type === "boolean") return "`true`, `false`"
  if (Array.isArray(anyOf)) return [...new Set((anyOf as Node[]).map(holds))].join(", or ")
  return typeof type === "string" && type !== "string" ? type : "text"
}

function plural(what: string): string {
  return what.replace(/^(text|mapping|list)\b/, "$1s")
}
