import { isBelow } from "../../kernel/below.ts"

/**
 * Compiles a source of the policy to a predicate over what provenance calls a source. Both are compared without the
 * ways of writing one: `git+` before the address (SPDX, pip), `.git` behind it, `#ref` for `@ref`.
 */
export function isSource(pattern: string): (source: string) => boolean {
  const isIt = isBelow(plain(pattern))
  return (source) => isIt(plain(source))
}

function plain(address: string): string {
  const [, place = "", rest = ""] = /^([^@#?]*)(.*)$/s.exec(address.replace(/^git\+/, "")) ?? []
  return `${place.replace(/\.git$/, "")}${rest.replace(/^[#?]/, "@")}`
}
