import type { ComponentLicence } from "@promotrail/core"
import { licenceOf } from "./licences.ts"

/** A licence element of SPDX 3: an expression or name by itself, or made of others. */
export type Spdx3Licence =
  | { readonly kind: "expression" | "name"; readonly text: string }
  | { readonly kind: "set"; readonly word: "AND" | "OR"; readonly members: readonly string[] }
  | { readonly kind: "with"; readonly licence: string; readonly addition: string }
  | { readonly kind: "or-later"; readonly licence: string }

/** Sets in sets are rarely deeper than two; one that holds itself has no end. */
const DEEPEST = 16
/** Characters of an expression: sets that name each other grow without bound. */
const LONGEST = 64 * 1024

/** Says which licence an element is, by the ids of the document or of the SPDX licence list. */
export class Spdx3Licences {
  private readonly known = new Map<string, Spdx3Licence>()

  add(id: string, licence: Spdx3Licence): void {
    this.known.set(id, licence)
  }

  /** The licence with this id, or none where it says nothing or nobody says what it is. */
  resolve(id: string, source: ComponentLicence["source"]): readonly ComponentLicence[] {
    const licence = this.known.get(id)
    if (licence?.kind === "name") return licenceOf(licence.text, "name", source)
    const text = this.text(id, 0)
    return text === undefined ? [] : licenceOf(text, "expression", source)
  }

  private text(id: string, depth: number): string | undefined {
    if (depth > DEEPEST) return undefined
    const licence = this.known.get(id)
    if (licence === undefined) return listed(id)
    switch (licence.kind) {
      case "expression":
        return licence.text
      case "name":
        return `LicenseRef-${licence.text.replaceAll(/[^A-Za-z0-9.]+/g, "-")}`
      case "set": {
        const members = licence.members.map((member) => this.text(member, depth + 1))
        // A member that nobody knows makes the whole unknown: without it an AND would look better than it is.
        if (members.length === 0 || members.includes(undefined)) return undefined
        const joined = members
          .map((member) => (depth > 0 || members.length > 1 ? grouped(member!) : member))
          .join(` ${licence.word} `)
        return joined.length > LONGEST ? undefined : joined
      }
      case "with": {
        const subject = this.text(licence.licence, depth + 1)
        const addition = this.text(licence.addition, depth + 1)
        return subject === undefined || addition === undefined ? undefined : `${subject} WITH ${addition}`
      }
      case "or-later": {
        const subject = this.text(licence.licence, depth + 1)
        return subject === undefined ? undefined : `${subject}+`
      }
    }
  }
}

const grouped = (text: string): string => (/\s(AND|OR)\s/.test(text) ? `(${text})` : text)

/** An element of the licence list is named by its address; the two that say nothing are elements of the model. */
function listed(id: string): string | undefined {
  if (/No(Assertion|ne)License$/i.test(id)) return "NOASSERTION"
  return /^https?:\/\/spdx\.org\/licenses\/([A-Za-z0-9.+-]+?)(?:\.(?:html|json))?$/.exec(id)?.[1]
}
