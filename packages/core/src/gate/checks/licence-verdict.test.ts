import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { licenceJudge, type LicenceVerdict } from "./licence-verdict.ts"

type Lists = { readonly allow?: readonly string[]; readonly deny?: readonly string[] }
const judge = ({ allow = [], deny = [] }: Lists, ...texts: readonly string[]): LicenceVerdict =>
  licenceJudge({ allow, deny })(texts.map((text) => ({ text, form: "expression" })))

describe("a component", () => {
  const permissive = { allow: ["MIT", "Apache-2.0"] }
  const noCopyleft = { deny: ["GPL-2.0-or-later", "AGPL-3.0-only"] }
  test.for<[lists: Lists, licence: string, verdict: LicenceVerdict]>([
    [permissive, "MIT", "allowed"],
    [permissive, "ISC", "denied"],
    [permissive, "MIT OR GPL-3.0-only", "allowed"],
    [permissive, "MIT AND GPL-3.0-only", "denied"],
    [permissive, "MIT AND Apache-2.0", "allowed"],
    [permissive, "MIT OR LicenseRef-own", "allowed"],
    [permissive, "MIT AND LicenseRef-own", "unknown"],
    [permissive, "LicenseRef-own", "unknown"],
    [permissive, "Apache-1.1+", "allowed"],
    [permissive, "Apache-1.1", "denied"],
    [permissive, "Apache-2.0 WITH LLVM-exception", "allowed"],
    [permissive, "Apache-2.0 WITH Commons-Clause", "unknown"],
    [permissive, "some licence text", "unknown"],
    [noCopyleft, "MIT", "allowed"],
    [noCopyleft, "GPL-2.0-only", "denied"],
    [noCopyleft, "GPL-3.0-only", "denied"],
    [noCopyleft, "GPL-1.0-only", "allowed"],
    [noCopyleft, "GPL-2.0", "denied"],
    [noCopyleft, "AGPL-3.0-or-later", "denied"],
    [noCopyleft, "AGPL-1.0-only", "allowed"],
    [noCopyleft, "GPL-2.0-only WITH Classpath-exception-2.0", "denied"],
    [noCopyleft, "LicenseRef-own", "unknown"],
    [noCopyleft, "NONE", "unknown"],
    [{ deny: ["GPL-3.0-only"] }, "GPL-2.0-or-later", "allowed"],
    [{ deny: ["GPL-2.0-only", "GPL-3.0-only"] }, "GPL-2.0-or-later", "denied"],
    [{ allow: ["GPL-3.0-only"] }, "GPL-2.0-or-later", "allowed"],
    [{ allow: ["GPL-2.0-or-later"] }, "GPL-3.0-only", "allowed"],
    [{ allow: ["GPL-2.0-only WITH Classpath-exception-2.0"] }, "GPL-2.0-only", "denied"],
    [{ allow: ["GPL-2.0-only WITH Classpath-exception-2.0"] }, "GPL-2.0-with-classpath-exception", "allowed"],
    [
      { allow: ["GPL-2.0-only WITH Classpath-exception-2.0"], deny: ["GPL-2.0-only"] },
      "GPL-2.0-only WITH Classpath-exception-2.0",
      "allowed",
    ],
    [{ deny: ["GPL-2.0-only WITH Classpath-exception-2.0"] }, "GPL-2.0-only", "allowed"],
    [{ allow: ["MIT", "LicenseRef-own"] }, "LicenseRef-OWN", "allowed"],
    [{ deny: ["LicenseRef-own"] }, "LicenseRef-own", "denied"],
    [{ allow: ["MIT"], deny: ["MIT"] }, "MIT", "denied"],
    [{ allow: ["The Apache Software License, Version 2.0"] }, "the apache software license, version 2.0", "allowed"],
  ])("%j: %s is %s", ([lists, licence, verdict]) => {
    expect(judge(lists, licence)).toBe(verdict)
  })

  test("under several licences keeps all of them, and under none is unknown", () => {
    expect(judge(permissive, "MIT", "Apache-2.0")).toBe("allowed")
    expect(judge(permissive, "MIT", "ISC")).toBe("denied")
    expect(judge(permissive, "MIT", "what is this")).toBe("unknown")
    expect(judge(permissive)).toBe("unknown")
  })

  test("whose document has only a name is known by it where SPDX has that very id", () => {
    const named = (text: string) => licenceJudge({ allow: ["MIT"], deny: [] })([{ text, form: "name" }])
    expect([named("MIT"), named("MIT OR Apache-2.0"), named("MIT OR Own")]).toStrictEqual([
      "allowed",
      "allowed",
      "unknown",
    ])
  })
})

test("an alternative never makes it worse, and one more to keep never makes it better", () => {
  const rank = { allowed: 0, unknown: 1, denied: 2 } as const
  const expression = fc.constantFrom("MIT", "ISC", "GPL-2.0+", "LicenseRef-x", "MIT OR ISC", "Zlib AND MIT")
  const list = fc.subarray(["MIT", "ISC", "GPL-3.0-only", "LicenseRef-x"])
  fc.assert(
    fc.property(list, list, expression, expression, (allow, deny, a, b) => {
      const of = (text: string) => rank[judge({ allow, deny }, text)]
      expect(of(`(${a}) OR (${b})`)).toBe(Math.min(of(a), of(b)))
      expect(of(`(${a}) AND (${b})`)).toBe(Math.max(of(a), of(b)))
    }),
  )
})
