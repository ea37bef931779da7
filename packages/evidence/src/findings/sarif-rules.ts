import { type Json, list, number, text, entries } from "../json/json.ts"
import type { SeverityWords } from "./severity.ts"

/** What is kept of a rule (SARIF 2.1.0 §3.49): what its results leave to it. */
export type SarifRule = {
  readonly id: string
  readonly guid: string
  readonly level: string
  /** `security-severity` as written: GitHub's property for the CVSS score of a rule. */
  readonly score: string
  readonly title: string
  readonly messages: ReadonlyMap<string, string>
}

/** How a result, or an override, points to a rule (§3.52): everything may be missing. */
export type SarifRuleReference = {
  readonly id: string
  readonly guid: string
  readonly index: number | undefined
  readonly component: { readonly index: number | undefined; readonly guid: string; readonly name: string } | undefined
}

/** The rules of a tool or of one of its extensions. */
export class SarifComponent {
  name = ""
  guid = ""
  version = ""
  readonly rules: SarifRule[] = []
  private readonly byId = new Map<string, SarifRule>()

  add(value: Json, key = ""): void {
    this.take(ruleOf(value, key))
  }

  take(rule: SarifRule): void {
    this.rules.push(rule)
    for (const name of [rule.id, rule.guid]) if (name !== "" && !this.byId.has(name)) this.byId.set(name, rule)
  }

  /** The rule at an index, unless it is plainly another one than the id says. */
  at(index: number | undefined, id: string): SarifRule | undefined {
    const rule = index === undefined ? undefined : this.rules[index]
    return rule === undefined || id === "" || rule.id === "" || isBelow(id, rule.id) ? rule : undefined
  }

  /** The rule with an id; `CA1000/1` is a case of `CA1000` (§3.27.5). */
  named(id: string): SarifRule | undefined {
    for (let name = id; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("/")))) {
      const rule = this.byId.get(name)
      if (rule !== undefined) return rule
    }
    return undefined
  }
}

const isBelow = (id: string, rule: string): boolean => id === rule || id.startsWith(`${rule}/`)

/** Reads a reference; `ruleId` and `ruleIndex` are the short way of a result to say the same. */
export function referenceOf(value: Json | undefined, id = "", index?: number): SarifRuleReference {
  const component = {
    index: indexOf(number(value, "toolComponent", "index")),
    guid: text(value, "toolComponent", "guid"),
    name: text(value, "toolComponent", "name"),
  }
  const isNamed = component.index !== undefined || component.guid !== "" || component.name !== ""
  return {
    id: id || text(value, "id"),
    guid: text(value, "guid"),
    index: indexOf(index) ?? indexOf(number(value, "index")),
    component: isNamed ? component : undefined,
  }
}

/** Finds the rule that a reference means: by its place, by its id, and by its id in every component at last. */
export function findRule(
  { id, guid, index, component }: SarifRuleReference,
  driver: SarifComponent,
  extensions: readonly SarifComponent[],
): SarifRule | undefined {
  const named = component === undefined ? driver : componentOf(component, driver, extensions)
  const found = named?.at(index, id) ?? named?.named(guid) ?? named?.named(id)
  if (found !== undefined) return found
  for (const other of [driver, ...extensions]) {
    const rule = other.named(guid) ?? other.named(id)
    if (rule !== undefined) return rule
  }
  return undefined
}

function componentOf(
  { index, guid, name }: NonNullable<SarifRuleReference["component"]>,
  driver: SarifComponent,
  extensions: readonly SarifComponent[],
): SarifComponent | undefined {
  if (index !== undefined) return extensions[index]
  return [driver, ...extensions].find((one) => (guid === "" ? one.name === name : one.guid === guid))
}

function ruleOf(value: Json, key: string): SarifRule {
  const messages = new Map<string, string>()
  for (const [name, message] of entries(value, "messageStrings")) messages.set(name, text(message, "text"))
  return {
    id: text(value, "id") || key,
    guid: text(value, "guid"),
    // 2.0.0 has `configuration.defaultLevel` instead.
    level: text(value, "defaultConfiguration", "level") || text(value, "configuration", "defaultLevel"),
    score: scoreOf(value),
    title: text(value, "shortDescription", "text") || text(value, "fullDescription", "text") || text(value, "name"),
    messages,
  }
}

/** `security-severity` of a rule or result, as written. */
export function scoreOf(value: Json): string {
  const score = number(value, "properties", "security-severity")
  return score === undefined ? text(value, "properties", "security-severity") : String(score)
}

/** Words that some tools write where a score is expected. */
export const SCORE_WORDS: SeverityWords = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["medium", "medium"],
  ["moderate", "medium"],
  ["low", "low"],
])

/** An index into an array; -1 is SARIF's "none". */
export const indexOf = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined

/** A message's text, with its arguments in place (§3.11). */
export function messageOf(value: Json | undefined, rule: SarifRule | undefined): string {
  const pattern = text(value, "text") || text(value, "markdown") || (rule?.messages.get(text(value, "id")) ?? "")
  const given = list(value, "arguments")
  if (given.length === 0) return pattern
  return pattern.replace(/\{(\d{1,3})\}/g, (hole, n: string) => {
    const argument = given[Number(n)]
    return typeof argument === "string" ? argument : hole
  })
}
