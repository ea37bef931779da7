/** Licences whose terms the product and its tools can keep by carrying the notice. */
export const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "OFL-1.1",
  "Unlicense",
])

/** Licences that only a tool may have, because what we ship contains none of it. */
export const ALLOWED_FOR_TOOLS: ReadonlyMap<string, string> = new Map([
  ["MPL-2.0", "axe-core judges the page in tests and lightningcss minifies it: both run unchanged and ship nowhere"],
])

/** One installed package, as the lock file tells. */
export type Installed = { readonly name: string; readonly licence: string | undefined; readonly isTool: boolean }

/** The packages whose licence is unknown, or not one we may use them under. */
export function unacceptable(packages: readonly Installed[]): readonly string[] {
  return packages.flatMap(({ name, licence, isTool }) => {
    if (licence === undefined) return [`${name}: no licence`]
    return mayUse(licence, isTool) ? [] : [`${name}: ${licence}${isTool ? "" : ", shipped"}`]
  })
}

/** Understands SPDX `OR` and `AND` without mixing; anything more is not understood, and so refused. */
function mayUse(licence: string, isTool: boolean): boolean {
  const plain = licence.replace(/^\((.*)\)$/, "$1")
  const may = (id: string): boolean => ALLOWED.has(id) || (isTool && ALLOWED_FOR_TOOLS.has(id))
  return plain.split(" OR ").some(may) || plain.split(" AND ").every(may)
}
