import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { maxAge, measuredAtLeast, nothingToLimit, standingOf } from "./policy-check-report.ts"
import { didYouMean, quoted } from "./policy-mistake.ts"
import { described, listOf, mapping, refined, type Shape } from "./policy-shape.ts"
import { categoryName, oneOf, prose } from "./policy-values.ts"
import { LICENCE_IDS, parseLicence } from "./spdx.ts"

const EXPECTS = "one licence: an SPDX id such as Apache-2.0 or GPL-2.0-or-later, or a name as documents have it"

/** One entry of a list. A word that looks like an id and is none is a typing mistake more often than a name. */
function licence(list: "allow" | "deny"): Shape<string> {
  return refined({ ...prose, expects: EXPECTS }, {}, (text, tree, reading) => {
    const parsed = parseLicence(text)
    if (parsed?.kind === "licence") return text
    if (parsed !== undefined && parsed.kind !== "unknown") {
      const hint = `${quoted(text)} is an expression. List each licence on its own; expressions are taken apart when they are judged.`
      return reading.mistake("not-allowed", tree, hint)
    }
    const isWord = /^[\w.+-]+$/.test(text) && !/^(?:LicenseRef|DocumentRef)-/.test(text)
    if (!isWord) return text
    const near = nearestOnly(text)
    const told = `${quoted(text)} is no SPDX licence id${near === "" ? "" : `.${near}`}`
    // What is not allowed by mistake is seen at once; what is not denied by mistake is seen by nobody.
    if (list === "deny") return reading.mistake("unknown-licence", tree, `${told}${near === "" ? "." : ""}`)
    reading.warn(
      "unknown-licence",
      tree,
      `${told}${near === "" ? "; it" : " It"} is compared with names as documents have them.`,
    )
    return text
  })
}

function nearestOnly(text: string): string {
  const hint = didYouMean(text, LICENCE_IDS)
  return hint.includes("Did you mean") ? hint : ""
}

const written = mapping(
  "`licences`",
  {},
  {
    allow: described(
      listOf(licence("allow"), { min: 1, unique: true }),
      "Licences that are accepted; every other known one is not. Without: every known one that is not denied.",
    ),
    deny: described(listOf(licence("deny"), { min: 1, unique: true }), "Licences that are not accepted."),
    unknown: described(
      oneOf("fail", "hold", "warn", "allow"),
      "What a component is whose licence nobody knows. Default: hold.",
    ),
    categories: described(listOf(categoryName, { min: 1, unique: true }), "SBOMs that must be there. Without: any."),
    minimum: measuredAtLeast("components"),
    maxAge,
    ...commonKeys,
  },
)

/** `licences`: which licences components may be under. */
export const licencesCheck: CheckReader = checkReader(written, (read, { value: tree }, reading) => {
  const { allow = [], deny = [], unknown, categories } = read
  if (allow.length === 0 && deny.length === 0 && unknown === undefined) {
    return nothingToLimit(tree, "{ deny: [AGPL-3.0-only] } or { allow: [MIT, Apache-2.0] }", reading)
  }
  const parameters = {
    ...standingOf(read),
    allow,
    deny,
    unknown: unknown ?? "hold",
    ...(categories === undefined ? {} : { categories }),
  }
  return [{ kind: "licences", ...baseOf(read), parameters }]
})
