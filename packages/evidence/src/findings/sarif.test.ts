import type { FindingItem } from "@promotrail/core"
import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

const RULES = [
  { id: "R1", defaultConfiguration: { level: "error" } },
  { id: "R2", defaultConfiguration: { level: "note" }, properties: { "security-severity": "9.8" } },
  { id: "R3", shortDescription: { text: "Rule three" }, messageStrings: { default: { text: "{0} calls {1}" } } },
]
const result = (members: object = {}) => ({ ruleId: "R1", message: { text: "bad" }, ...members })
const run = (results: readonly object[] | null, members: object = {}) => ({
  tool: { driver: { name: "lint", version: "1.2", rules: RULES } },
  ...(results === null ? {} : { results }),
  ...members,
})
const log = (...runs: readonly unknown[]) => ({ version: "2.1.0", runs })
const readLog = (value: unknown) => {
  const { report, items } = read(JSON.stringify(value))
  return { report, found: items as FindingItem[] }
}
const only = (members: object, more: object = {}) => readLog(log(run([result(members)], more))).found[0]

describe("the effective level", () => {
  test.for([
    { what: "of the result wins", members: { level: "note" }, native: "note", severity: "low" },
    { what: "comes from the rule by ruleId", members: {}, native: "error", severity: "high" },
    {
      what: "comes from the rule by ruleIndex",
      members: { ruleId: undefined, ruleIndex: 0 },
      native: "error",
      severity: "high",
    },
    {
      what: "comes from the rule by rule.index",
      members: { ruleId: undefined, rule: { index: 0 } },
      native: "error",
      severity: "high",
    },
    {
      what: "comes from the rule by rule.id",
      members: { ruleId: undefined, rule: { id: "R1" } },
      native: "error",
      severity: "high",
    },
    {
      what: "comes from the rule above a hierarchical id",
      members: { ruleId: "R1/2/x" },
      native: "error",
      severity: "high",
    },
    {
      what: "ignores an index that is plainly another rule's",
      members: { ruleIndex: 1 },
      native: "error",
      severity: "high",
    },
    { what: "ignores -1, which is no index", members: { ruleIndex: -1 }, native: "error", severity: "high" },
    { what: "is warning where nothing says more", members: { ruleId: "R9" }, native: "warning", severity: "medium" },
    {
      what: "is warning where the rule says nothing",
      members: { ruleId: "R3" },
      native: "warning",
      severity: "medium",
    },
    { what: "none is no more than information", members: { level: "none" }, native: "none", severity: "info" },
    { what: "of an unknown word is unknown", members: { level: "fatal" }, native: "fatal", severity: "unknown" },
  ])("$what", ({ members, native, severity }) => {
    expect(only(members)).toMatchObject({ native, severity })
  })

  test("comes from an extension's rule where the reference names it", () => {
    const extensions = [{ name: "pack", guid: "g1", rules: [{ id: "R1", defaultConfiguration: { level: "note" } }] }]
    const tool = { driver: { name: "lint", rules: RULES }, extensions }
    for (const toolComponent of [{ index: 0 }, { guid: "g1" }, { name: "pack" }]) {
      expect(only({ rule: { index: 0, toolComponent } }, { tool })).toMatchObject({ native: "note" })
    }
    expect(only({ ruleId: "R1" }, { tool })).toMatchObject({ native: "error" })
    expect(
      only(
        { ruleId: "E1" },
        { tool: { ...tool, extensions: [{ rules: [{ id: "E1", defaultConfiguration: { level: "note" } }] }] } },
      ),
    ).toMatchObject({ native: "note" })
  })

  test("is overridden by the invocation that found it", () => {
    const invocations = [
      { executionSuccessful: true },
      {
        executionSuccessful: true,
        ruleConfigurationOverrides: [{ descriptor: { index: 0 }, configuration: { level: "note" } }],
      },
    ]
    expect(only({ provenance: { invocationIndex: 1 } }, { invocations })).toMatchObject({ native: "note" })
    expect(only({ provenance: { invocationIndex: 0 } }, { invocations })).toMatchObject({ native: "error" })
    expect(only({}, { invocations })).toMatchObject({ native: "error" })
    expect(only({}, { invocations: [invocations[1]] })).toMatchObject({ native: "note" })
    expect(only({ level: "warning" }, { invocations: [invocations[1]] })).toMatchObject({ native: "warning" })
  })
})

describe("security-severity is a CVSS score", () => {
  test.for([
    ["9.0", "critical"],
    [8.9, "high"],
    ["7.0", "high"],
    ["6.9", "medium"],
    [4, "medium"],
    ["3.9", "low"],
    ["0.1", "low"],
    ["0.0", "info"],
    ["11", "unknown"],
    ["-1", "unknown"],
    ["HIGH", "high"],
    ["n/a", "unknown"],
  ] as const)("%s is %s", ([score, severity]) => {
    expect(only({ properties: { "security-severity": score } })?.severity).toBe(severity)
  })

  test("of the rule holds where the result has none, and goes before the level", () => {
    expect(only({ ruleId: "R2", level: "note" })).toMatchObject({ severity: "critical", native: "note 9.8" })
  })
})

describe("what a result is", () => {
  test.for([
    ["fail", 1, "high"],
    ["open", 1, "unknown"],
    ["review", 1, "unknown"],
    ["new-in-3.0", 1, "high"],
    ["pass", 0, undefined],
    ["notApplicable", 0, undefined],
    ["informational", 0, undefined],
  ] as const)("kind %s gives %d finding(s)", ([kind, count, severity]) => {
    const { report, found } = readLog(log(run([result({ kind })])))
    expect(found.map((one) => one.severity)).toEqual(count === 0 ? [] : [severity])
    expect(report.counts).toMatchObject({ results: 1, open: count })
  })

  test.for([
    { suppressions: undefined, state: "open" },
    { suppressions: [], state: "open" },
    { suppressions: [{ kind: "inSource" }], state: "suppressed" },
    { suppressions: [{ kind: "external", status: "accepted" }], state: "suppressed" },
    { suppressions: [{ kind: "external", status: "underReview" }], state: "open" },
    { suppressions: [{ kind: "external", status: "rejected" }], state: "open" },
    { suppressions: [{ kind: "external", status: "perhaps" }], state: "open" },
    { suppressions: [{ kind: "inSource" }, { kind: "external", status: "rejected" }], state: "open" },
    { suppressions: [null], state: "open" },
  ])("suppressions $suppressions: $state", ({ suppressions, state }) => {
    expect(only({ suppressions })?.state).toBe(state)
  })

  test("who suppressed it is told", () => {
    expect(only({ suppressions: [{ kind: "external", justification: "not reachable" }] })).toMatchObject({
      suppressedBy: "external: not reachable",
    })
  })

  test.for([
    ["new", "open", true],
    ["unchanged", "open", false],
    ["updated", "open", false],
    ["absent", "absent", false],
    ["odd", "open", undefined],
  ] as const)("baselineState %s: %s", ([baselineState, state, isNew]) => {
    const found = only({ baselineState })
    expect([found?.state, found?.isNew]).toEqual([state, isNew])
  })

  test("a message of the rule is filled with its arguments", () => {
    const message = { id: "default", arguments: ["main", "gets"] }
    expect(only({ ruleId: "R3", message })?.title).toBe("main calls gets")
  })

  test("one result is one finding, however many places it has", () => {
    const place = (uri: string) => ({ physicalLocation: { artifactLocation: { uri }, region: { startLine: 3 } } })
    const { report, found } = readLog(log(run([result({ locations: [place("a.c"), place("b.c")] })])))
    expect(report.counts["results"]).toBe(1)
    expect(found).toMatchObject([{ file: "a.c", line: 3, occurrences: 2 }])
  })
})

describe("the file of a result", () => {
  const at = (artifactLocation: object) => ({ locations: [{ physicalLocation: { artifactLocation } }] })
  const bases = {
    SRC: { uri: `file://${HOME}/alice/checkout/` },
    LIB: { uri: "lib/", uriBaseId: "SRC" },
    LOOP: { uri: "loop/", uriBaseId: "LOOP" },
  }
  test.for([
    [{ uri: "src/a%20b.c" }, "src/a b.c"],
    [{ uri: "a.c", uriBaseId: "LIB" }, "lib/a.c"],
    [{ uri: "a.c", uriBaseId: "SRC" }, "a.c"],
    [{ uri: "a.c", uriBaseId: "NOWHERE" }, "a.c"],
    [{ uri: `file://${HOME}/alice/checkout/src/a.c` }, "src/a.c"],
    [{ uri: `file://${HOME}/bob/other/a.c` }, "~/other/a.c"],
    [{ uri: "file:///C:/code/a.c" }, "C:/code/a.c"],
    [{ index: 1 }, "lib/z.c"],
    [{ index: 7 }, undefined],
    [{ uri: "./" }, undefined],
    [{}, undefined],
  ] as const)("%j is %s", ([location, file]) => {
    const more = {
      originalUriBaseIds: bases,
      artifacts: [{ location: { uri: "y.c" } }, { location: { uri: "z.c", uriBaseId: "LIB" } }],
    }
    expect(only(at(location), more)?.file).toBe(file)
  })

  test("a base that leads back to itself ends", () => {
    expect(only(at({ uri: "a.c", uriBaseId: "LOOP" }), { originalUriBaseIds: bases })?.file).toContain("a.c")
  })
})

describe("the fingerprint", () => {
  const place = (line: number) => ({
    locations: [{ physicalLocation: { artifactLocation: { uri: "a.c" }, region: { startLine: line } } }],
  })
  test("does not change with the line, whatever it is made of", () => {
    for (const prints of [
      {},
      { fingerprints: { v1: "x" } },
      { partialFingerprints: { primaryLocationLineHash: "y:1" } },
    ]) {
      expect(only({ ...place(3), ...prints })?.fingerprint).toBe(only({ ...place(300), ...prints })?.fingerprint)
    }
  })

  test("does not change with the column, which partial fingerprints may hold", () => {
    const print = (column: string) => ({
      partialFingerprints: { contextHash: "z", primaryLocationStartColumnFingerprint: column },
    })
    expect(only(print("4"))?.fingerprint).toBe(only(print("8"))?.fingerprint)
  })

  test("takes nested ones, which some tools write", () => {
    expect(only({ fingerprints: { row: { value: "abc" } } })?.fingerprint).toContain("row.value=abc")
  })

  test("is another one for the second equal result: to accept one is not to accept both", () => {
    const { found } = readLog(log(run([result(), result()])))
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })
})

describe("what proves nothing is not accepted", () => {
  const failed = { executionSuccessful: false }
  const ran = { invocations: [{ executionSuccessful: true }] }
  const errors = [{ level: "error", message: { text: "rule R1 broke" } }]
  test.for([
    { what: "a run without results", value: log(run(null, ran)), outcome: "empty" },
    { what: "a run whose results are null", value: log({ ...run(null, ran), results: null }), outcome: "empty" },
    { what: "one run of two without results", value: log(run([]), run(null, ran)), outcome: "empty" },
    { what: "rules without results: nothing says that it ran", value: log(run(null)), outcome: "unfit" },
    { what: "runs that could not be had", value: { version: "2.1.0", runs: null }, outcome: "unfit" },
    { what: "a failed invocation", value: log(run([], { invocations: [failed] })), outcome: "empty" },
    {
      what: "a failed invocation with results",
      value: log(run([result()], { invocations: [failed] })),
      outcome: "empty",
    },
    {
      what: "a success that is not true",
      value: log(run([], { invocations: [{ executionSuccessful: "true" }] })),
      outcome: "empty",
    },
    {
      what: "a tool ended by a signal",
      value: log(run([], { invocations: [{ exitSignalName: "SIGKILL" }] })),
      outcome: "empty",
    },
    {
      what: "a tool that could not start",
      value: log(run([], { invocations: [{ processStartFailureMessage: "no" }] })),
      outcome: "empty",
    },
    {
      what: "nothing found and an exit code",
      value: log(run([], { invocations: [{ exitCode: 2 }] })),
      outcome: "unfit",
    },
    {
      what: "nothing found and errors",
      value: log(run([], { invocations: [{ toolExecutionNotifications: errors }] })),
      outcome: "unfit",
    },
    {
      what: "results in another file",
      value: log(run([], { externalPropertyFileReferences: { results: [{ location: { uri: "more.sarif" } }] } })),
      outcome: "unfit",
    },
    { what: "results that are no list", value: log({ ...run(null), results: {} }), outcome: "rejected" },
    { what: "a result that is no object", value: log(run([null as unknown as object])), outcome: "rejected" },
    { what: "version 1.0.0", value: { version: "1.0.0", runs: [run([])] }, outcome: "unsupported" },
    {
      what: "a draft of 2.1.0",
      value: { version: "2.0.0-csd.2.beta.2019-01-24", runs: [run([])] },
      outcome: "unsupported",
    },
    {
      what: "version 2.2",
      value: { $schema: "https://x/sarif-2.2.json", version: "2.2", runs: [run([])] },
      outcome: "unsupported",
    },
    { what: "no version", value: { runs: [run([])] }, outcome: "rejected" },
    {
      what: "no version beside the schema of a draft",
      value: { $schema: "https://x/sarif-2.0.0-csd.2.beta.json", runs: [run([])] },
      outcome: "rejected",
    },
    {
      what: "a version that is no text",
      value: { version: 2.1, $schema: "https://x/sarif-2.1.0.json", runs: [run([])] },
      outcome: "rejected",
    },
  ])("$what: $outcome", ({ value, outcome }) => {
    const found = readLog(value)
    expect(found.report.format).toBe("sarif")
    expect(standingOf(found)).toBe(outcome)
  })

  test.for([
    { what: "no run", value: log() },
    { what: "a run of which nothing is told", value: log({}) },
    { what: "a run that tells of its tool alone", value: log({ tool: { driver: { name: "T" } } }) },
    { what: "such a run beside another", value: log({}, run([result()])) },
  ])("$what is counted, and unfit", ({ value }) => {
    expect(readLog(value).report).toMatchObject({ outcome: "accepted", unfit: expect.any(String) })
  })

  test.for([
    { what: "a clean run", more: {} },
    {
      what: "a clean run that says it was successful, with an exit code",
      more: { invocations: [{ executionSuccessful: true, exitCode: 1 }] },
    },
    {
      what: "references to other properties elsewhere",
      more: { externalPropertyFileReferences: { taxonomies: [{ guid: "t" }] } },
    },
  ])("$what is accepted", ({ more }) => {
    expect(readLog(log(run([], more))).report).toMatchObject({ outcome: "accepted", counts: { results: 0 } })
  })

  test("errors of the tool are told beside its results", () => {
    const invocations = [{ executionSuccessful: true, toolExecutionNotifications: [...errors, { level: "note" }] }]
    const { report } = readLog(log(run([result()], { invocations })))
    expect(report.outcome).toBe("accepted")
    expect(report.warnings).toMatchObject([{ code: "tool-errors", count: 1 }])
  })
})

describe("embedded external properties", () => {
  const part = { guid: "p1", results: [result()], artifacts: [{ location: { uri: "x.c" } }] }
  test.for([
    { externalPropertyFileReferences: { results: [{ guid: "p1" }] } },
    { externalPropertyFileReferences: { results: [{ location: { uri: "sarif:/inlineExternalProperties/0" } }] } },
    {},
  ])("belong to the run that refers to them, or to the only one: %j", (members) => {
    const value = { version: "2.1.0", inlineExternalProperties: [part], runs: [run(null, members)] }
    expect(readLog(value).report).toMatchObject({ outcome: "accepted", counts: { results: 1, open: 1 } })
  })

  test("that several runs share give their results once", () => {
    const refers = { externalPropertyFileReferences: { artifacts: [{ guid: "p1" }] } }
    const value = { version: "2.1.0", inlineExternalProperties: [part], runs: [run([], refers), run([], refers)] }
    expect(readLog(value).found).toHaveLength(1)
  })
})

test("a file that names its schema and no version is of that version", () => {
  const value = { $schema: "https://x/sarif-schema-2.1.0.json", runs: [run([result()])] }
  expect(readLog(value).report).toMatchObject({ outcome: "accepted", formatVersion: "2.1.0" })
})

test("2.0.0 is read where it says the same in other words", () => {
  const value = {
    version: "2.0.0",
    runs: [
      {
        tool: { name: "old", semanticVersion: "3.0.0" },
        results: [
          {
            ruleId: "C1",
            message: { text: "m" },
            suppressionStates: ["suppressedInSource"],
            locations: [{ physicalLocation: { fileLocation: { uri: "a.c" }, region: { startLine: 2 } } }],
          },
          { ruleId: "C1", level: "pass", message: { text: "fine" } },
        ],
        resources: { rules: { C1: { id: "C1", configuration: { defaultLevel: "error" } } } },
      },
    ],
  }
  const { report, found } = readLog(value)
  expect(report).toMatchObject({ outcome: "accepted", tool: { name: "old", version: "3.0.0" }, counts: { results: 2 } })
  expect(found).toMatchObject([{ native: "error", state: "suppressed", file: "a.c", line: 2 }])
})

test("what a report tells of machine and person stays in it", () => {
  const invocations = [
    {
      executionSuccessful: true,
      commandLine: "lint --token s3cret",
      account: "alice",
      machine: "host7",
      environmentVariables: { TOKEN: "s3cret" },
      endTimeUtc: "2026-01-02T03:04:05Z",
    },
  ]
  const { report, found } = readLog(log(run([result()], { invocations })))
  expect(report.producedAt).toBe("2026-01-02T03:04:05.000Z")
  expect(JSON.stringify([report, found])).not.toMatch(/s3cret|alice|host7/)
})
