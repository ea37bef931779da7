import { MEASURE_METRICS, type FindingSeverity, type Impact, type Item, type ItemOf } from "../catalog/items.ts"
import { nameOfComponent } from "../gate/explain-reports.ts"
import { plural, renderMeasure } from "../gate/words.ts"
import { harmless } from "../kernel/harmless.ts"
import { renderPercent } from "../kernel/ratio.ts"
import { flawOf, hides } from "../reports/vex.ts"
import type { CellState } from "./matrix-view.ts"

/** An item of a report in words, ready for a page or a terminal. Nothing in it is markup, and nothing is harmful. */
export type ItemView = {
  /** How it looks; `null`: a number or a name, which is neither good nor bad by itself. */
  readonly state: CellState | null
  /** The state or the number: `Critical`, `Suppressed, high`, `85 %`, `388 ms`; "" where there is neither. */
  readonly word: string
  /** What it is: a rule, `CVE-2026-1 in openssl 3.0.1`, a metric, a component. */
  readonly name: string
  /** What is said of it beside that; "" for nothing. */
  readonly about: string
  /** What it is found in: a file and line, a page, a package URL. */
  readonly where: string
  /** Where the raw file says so: `line 12, /runs/0/results/3, in report.json`. */
  readonly place: string
}

/** Makes the words of an item. */
export function itemView(item: Item): ItemView {
  const { state, word, name, about = [], where } = partsOf(item)
  return {
    state,
    word,
    name: harmless(name),
    about: harmless(about.flatMap((part) => part?.trim().replace(/\.$/, "") || []).join("; ")),
    where: harmless(where),
    place: placeOf(item),
  }
}

/** Where an item stands in its raw file. */
export function placeOf({ at, pointer, entry }: Pick<Item, "at" | "pointer" | "entry">): string {
  const parts = [`line ${at}`, pointer ?? "", entry === undefined ? "" : `in ${entry}`]
  return harmless(parts.filter((part) => part !== "").join(", "))
}

type Parts = Pick<ItemView, "state" | "word" | "name" | "where"> & {
  readonly about?: readonly (string | undefined)[]
}

function partsOf(item: Item): Parts {
  switch (item.type) {
    case "finding":
      return findingParts(item)
    case "vulnerability":
      return vulnerabilityParts(item)
    case "violation":
      return {
        ...(item.needsReview ? { state: "pending", word: "Needs review" } : lookOfImpact(item.impact)),
        name: item.rule,
        about: [item.title, item.nodes === 0 ? undefined : `in ${plural(item.nodes, "place")}`],
        where: item.page,
      }
    case "component":
      return {
        ...(item.licences.length === 0 ? { state: "missing", word: "No licence" } : { state: null, word: "" }),
        name: nameOfComponent({ ...item, evidence: "" }),
        about: [
          // Several must all be kept.
          item.licences.map(({ text }) => text).join(" and "),
          item.componentType,
          DEPTHS[item.depth ?? -1],
        ],
        where: item.purl ?? item.cpe ?? "",
      }
    case "coverage":
      return {
        state: null,
        word: item.total === 0 ? "nothing to cover" : renderPercent({ passed: item.covered, inScope: item.total }),
        name: item.metric === "mutation" ? "mutation score" : `${item.metric} coverage`,
        about: [`${item.covered} of ${item.total}`],
        where: item.scope === "" ? "the whole report" : item.scope,
      }
    case "measure":
      return {
        state: null,
        word: renderMeasure(item.value, MEASURE_METRICS[item.metric], item.metric),
        name: item.metric,
        where: item.scope === "" ? "the whole run" : item.scope,
      }
    case "threshold":
      return {
        ...(item.passed ? { state: "pass", word: "Met" } : { state: "fail", word: "Crossed" }),
        name: item.name,
        about: ["a threshold of the tool itself"],
        where: item.scope === "" ? "the whole run" : item.scope,
      }
    case "vex":
      return vexParts(item)
    case "attestation":
      return {
        // Whether it is true stands with the checks: who reads a file alone cannot know.
        state: "pending",
        word: "Claimed",
        name: item.predicateType,
        about: [
          item.builder === undefined ? undefined : `built by ${item.builder}`,
          fromOf(item),
          item.signatures === 0 ? "no signature" : plural(item.signatures, "signature"),
        ],
        where: item.subjects.map(({ name }) => name).join(", "),
      }
  }
}

/** What was built, where that is told from all that went in; and what a verifier said. */
function fromOf({ source, sources, summary }: ItemOf<"attestation">): string | undefined {
  if (summary !== undefined) {
    const { result, verifier, levels } = summary
    return [result, `by ${verifier}`, ...(levels.length === 0 ? [] : [levels.join(", ")])].join(" ")
  }
  if (source !== undefined) return `from ${source}`
  return sources.length === 0 ? undefined : `from ${sources.join(", ")}`
}

function findingParts(item: ItemOf<"finding">): Parts {
  const { rule, title, file, line, url, occurrences, isNew } = item
  const place = file === undefined ? (url ?? "") : line === undefined ? file : `${file}:${line}`
  return {
    ...lookOf(item),
    name: rule,
    about: [
      title,
      isNew === true ? "new" : undefined,
      occurrences === undefined || occurrences < 2 ? undefined : `${occurrences} times`,
      suppressionOf(item),
    ],
    where: place,
  }
}

function vulnerabilityParts(item: ItemOf<"vulnerability">): Parts {
  const { id, component, version, title, fixedIn, score10, purl, path } = item
  return {
    ...lookOf(item),
    name: `${id} in ${nameOfComponent({ name: component, version, evidence: "" })}`,
    about: [
      title,
      fixedIn === undefined || fixedIn.length === 0 ? "no version mends it yet" : `fixed in ${fixedIn.join(", ")}`,
      score10 === undefined ? undefined : `CVSS ${Math.floor(score10 / 10)}.${score10 % 10}`,
      suppressionOf(item),
    ],
    where: [purl ?? "", path === undefined ? "" : `in ${path}`].filter((part) => part !== "").join(" "),
  }
}

function vexParts(item: ItemOf<"vex">): Parts {
  const { vulnerability, status, products, justification, impact, author, issuedAt } = item
  const look = VEX_LOOK[status]
  const isFlawed = hides(status) && flawOf(item) !== null
  return {
    ...(isFlawed ? { state: "missing", word: `Without effect, ${look.word.toLowerCase()}` } : look),
    name: vulnerability,
    about: [
      justification,
      impact,
      status === "not_affected" && justification === undefined && impact === undefined ? "no justification" : undefined,
      author === "" ? "no author" : `by ${author}`,
      issuedAt === "" ? "no date" : issuedAt.slice(0, 10),
    ],
    where: products.length === 0 ? "no product named" : products.join(", "),
  }
}

type Look = Pick<ItemView, "state" | "word">
type Judged = ItemOf<"finding"> | ItemOf<"vulnerability">

/** How bad it is; and where something in the file takes it out, that first. */
function lookOf({ state, severity }: Judged): Look {
  const { word } = LOOKS[severity]
  if (state === "suppressed") return { state: "waived", word: `Suppressed, ${word.toLowerCase()}` }
  if (state === "absent") return { state: "not-applicable", word: `Gone, ${word.toLowerCase()}` }
  return LOOKS[severity]
}

const LOOKS: Readonly<Record<FindingSeverity, Look>> = {
  critical: { state: "fail", word: "Critical" },
  high: { state: "fail", word: "High" },
  medium: { state: "warn", word: "Medium" },
  low: { state: "warn", word: "Low" },
  info: { state: "not-applicable", word: "Info" },
  unknown: { state: "missing", word: "Unknown severity" },
}

const lookOfImpact = (impact: Impact): Look => IMPACT_LOOKS[impact]
const IMPACT_LOOKS: Readonly<Record<Impact, Look>> = {
  critical: { state: "fail", word: "Critical" },
  serious: { state: "fail", word: "Serious" },
  moderate: { state: "warn", word: "Moderate" },
  minor: { state: "warn", word: "Minor" },
  unknown: { state: "missing", word: "Unknown impact" },
}

const VEX_LOOK: Readonly<Record<ItemOf<"vex">["status"], Look>> = {
  not_affected: { state: "waived", word: "Not affected" },
  fixed: { state: "waived", word: "Fixed" },
  affected: { state: "fail", word: "Affected" },
  under_investigation: { state: "pending", word: "Under investigation" },
}

function suppressionOf({ state, suppressedBy }: Judged): string | undefined {
  return state === "suppressed" && suppressedBy !== undefined ? `suppressed by ${suppressedBy}` : undefined
}

const DEPTHS: Readonly<Record<number, string>> = { 0: "the product itself", 1: "a direct dependency" }
