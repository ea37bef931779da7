import type { Refusal } from "../refusal.ts"
import { faultOf, type RawComponent, RELAXED_IN } from "./cyclonedx-component.ts"

/**
 * Where a document breaks the rules of its own format. It is read to the end, so that what it lists is shown and
 * counted, and is unfit for a gate: a bill of materials that its own specification calls invalid proves nothing.
 */
export class Faults {
  private first: Refusal | undefined
  /** The first faulty component by the rules of each version: the version may be told behind the components. */
  private readonly firstComponent: (Refusal | undefined)[] = RELAXED_IN.map(() => undefined)

  /** `what`: a clause, such as "a relationship has no type". */
  add(line: number, what: string): void {
    this.first ??= { kind: "invalid", line, what }
  }

  /** Looks at a component of CycloneDX. */
  component(component: RawComponent, line: number): void {
    for (const [at, minor] of RELAXED_IN.entries()) {
      const what = faultOf(component, minor)
      if (what === undefined) return
      this.firstComponent[at] ??= { kind: "invalid", line, what }
    }
  }

  /** The first fault in version `1.minor`, if there was any. */
  refusalIn(minor: number): Refusal | null {
    const rules = RELAXED_IN.findLastIndex((since) => since <= minor)
    return this.first ?? this.firstComponent[rules] ?? null
  }
}
