import type { Instant } from "@promotrail/core"
import type { FormatInput } from "../format.ts"
import { entries, type Json, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import {
  type CycloneDxContext,
  vexOfCycloneDx,
  vulnerabilitiesOfCycloneDx,
} from "../vulnerabilities/cyclonedx-vulnerabilities.ts"
import { FoundVulnerabilities } from "../vulnerabilities/found.ts"
import { Statements } from "../vulnerabilities/statements.ts"

/** What a document is about, as its vulnerabilities may refer to it. */
export type Product = {
  readonly ref: string
  readonly name: string
  readonly version: string
  readonly purl?: string
}

/** What a document that lists vulnerabilities and no component is evidence of. */
export type Disclosure = {
  readonly kind: "vex" | "vulnerabilities"
  readonly counts: Readonly<Record<string, number>>
}

/**
 * The vulnerabilities of a CycloneDX document. Beside components they are counted and no more: what a bill of materials
 * says of vulnerabilities is as old as it is, and a scan is evidence of its own. A document of nothing else is a VEX when
 * somebody analysed every one of them, else a report of vulnerabilities.
 */
export class CycloneDxVulnerabilities {
  count = 0
  private analysed = 0
  private areBeside = false
  /** They wait for the end: only then it is known that there are no components. */
  private readonly held: { readonly value: Json; readonly at: number; readonly pointer: string }[] = []
  private readonly input: FormatInput

  constructor(input: FormatInput) {
    this.input = input
  }

  add(value: Json, at: number, pointer: string): void {
    const limit = this.input.limits.items
    if (++this.count > limit) throw new RefusedInput({ kind: "too-large", what: "items", limit, line: at })
    if (text(value, "analysis", "state") !== "") this.analysed++
    if (!this.areBeside) this.held.push({ value: wanted(value), at, pointer })
  }

  /** One of which only the number is known. */
  addUnread(): void {
    this.count++
  }

  /** Whether all of them can be handed on. */
  get areRead(): boolean {
    return this.held.length === this.count
  }

  /** There is a component: of vulnerabilities beside components only the number matters. */
  beside(): void {
    this.areBeside = true
    this.held.length = 0
  }

  /** Hands on what the vulnerabilities say. `product`: what the document is about, by its bom-ref. */
  disclose(author: string, issuedAt: Instant | undefined, product: Product | undefined): Disclosure {
    const { input, held, count } = this
    const component = (ref: string) => (ref !== "" && ref === product?.ref ? product : undefined)
    const context: CycloneDxContext = { author, issuedAt: issuedAt ?? "", component, warnings: input.warnings }
    if (this.analysed < count) {
      const found = new FoundVulnerabilities(input)
      for (const { value, ...place } of held) {
        const [first, ...more] = vulnerabilitiesOfCycloneDx(value, place, context)
        if (first !== undefined) found.add(first, ...more)
      }
      return { kind: "vulnerabilities", counts: found.counts() }
    }
    const statements = new Statements(input)
    for (const { value, ...place } of held) {
      const statement = vexOfCycloneDx(value, place, context)
      if (statement === undefined) continue
      statements.count(statement.status)
      statements.add({ ...statement, pointer: place.pointer })
    }
    return { kind: "vex", counts: { ...statements.counts(), vulnerabilities: count } }
  }
}

/** What is taken from a vulnerability; the rest of it, advice and proofs, may be long. */
function wanted(vulnerability: Json): Json {
  const kept = ["id", "source", "references", "ratings", "analysis", "affects", "description"]
  return Object.fromEntries(entries(vulnerability).filter(([key]) => kept.includes(key)))
}
