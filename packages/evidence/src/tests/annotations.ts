import { type Json, text } from "../json/json.ts"
import { JunitProperties } from "./junit-properties.ts"
import type { DraftFact } from "./results.ts"

/**
 * Tags and keys of a test from its labels and from annotations `{ type, description }`, as Playwright and what is made
 * from its reports have them: the same names mean the same as properties of JUnit XML.
 */
export function annotations(tags: readonly string[], listed: readonly Json[]): Partial<DraftFact> {
  const properties = new JunitProperties()
  for (const tag of tags) properties.add("tag", tag)
  for (const annotation of listed) {
    const type = text(annotation, "type")
    if (JunitProperties.wants(type)) properties.add(type, text(annotation, "description"))
  }
  const fact: Partial<DraftFact> = {}
  properties.addTo(fact as DraftFact)
  return fact
}
