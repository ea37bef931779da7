import {
  choicesOf,
  isKnown,
  KNOWN_EXCEPTIONS,
  parseLicence,
  type LicenceId,
  type LicenceTree,
} from "../../catalog/spdx.ts"
import type { LicenceGroup } from "../../reports/state.ts"

/** What a policy says of a licence. `unknown`: it cannot tell, which is no permission. */
export type LicenceVerdict = "allowed" | "unknown" | "denied"

const BEST_FIRST: readonly LicenceVerdict[] = ["allowed", "unknown", "denied"]

/** Answers what a policy says of the licences of components. All of them must be kept, so the worst decides. */
export function licenceJudge(lists: {
  readonly allow: readonly string[]
  readonly deny: readonly string[]
}): (licences: LicenceGroup["licences"]) => LicenceVerdict {
  const [allow, deny] = [listOf(lists.allow), listOf(lists.deny)]

  const byName = (text: string): LicenceVerdict => {
    const name = text.toLowerCase()
    if (deny.names.has(name)) return "denied"
    return allow.names.has(name) ? "allowed" : "unknown"
  }

  /** Of one licence in one version. What names the exception as well is more exact than what does not. */
  const single = (id: string, exception: string | null): LicenceVerdict => {
    if (exception !== null) {
      if (deny.ids.some((entry) => isExactly(entry, id, exception))) return "denied"
      if (allow.ids.some((entry) => isExactly(entry, id, exception))) return "allowed"
    }
    if (deny.ids.some((entry) => covers(entry, id))) return "denied"
    const isListed = allow.ids.some((entry) => covers(entry, id))
    if (!isListed && lists.allow.length > 0) return "denied"
    // An exception SPDX does not know may take away as well as give.
    return exception === null || KNOWN_EXCEPTIONS.has(exception.toLowerCase()) ? "allowed" : "unknown"
  }

  const tree = (node: LicenceTree): LicenceVerdict => {
    switch (node.kind) {
      case "unknown":
        return byName(node.text)
      case "licence":
        return best(choicesOf(node).map((id) => single(id, node.exception)))
      case "or":
        return best(node.parts.map(tree))
      case "and":
        return worst(node.parts.map(tree))
    }
  }

  const one = ({ text, form }: LicenceGroup["licences"][number]): LicenceVerdict => {
    const parsed = parseLicence(text)
    // A name is a licence only where there is nothing in it that SPDX does not know.
    if (parsed === undefined || (form === "name" && !isKnown(parsed))) return byName(text)
    return tree(parsed)
  }

  return (licences) => (licences.length === 0 ? "unknown" : worst(licences.map(one)))
}

type List = { readonly ids: readonly LicenceId[]; readonly names: ReadonlySet<string> }

function listOf(entries: readonly string[]): List {
  const parsed = entries.map((text) => ({ text, tree: parseLicence(text) }))
  return {
    ids: parsed.flatMap(({ tree }) => (tree?.kind === "licence" ? [tree] : [])),
    names: new Set(parsed.flatMap(({ text, tree }) => (tree?.kind === "licence" ? [] : [text.trim().toLowerCase()]))),
  }
}

/** An entry `GPL-2.0-or-later` is about every version from 2.0 on. One with an exception is about nothing else. */
function covers(entry: LicenceId, id: string): boolean {
  return entry.exception === null && choicesOf(entry).includes(id)
}

function isExactly(entry: LicenceId, id: string, exception: string): boolean {
  return entry.exception?.toLowerCase() === exception.toLowerCase() && choicesOf(entry).includes(id)
}

function best(verdicts: readonly LicenceVerdict[]): LicenceVerdict {
  return BEST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "unknown"
}

function worst(verdicts: readonly LicenceVerdict[]): LicenceVerdict {
  return BEST_FIRST.findLast((verdict) => verdicts.includes(verdict)) ?? "unknown"
}
