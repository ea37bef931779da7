import type { FindingItem } from "@promotrail/core"
import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"

const alert = (more: object = {}) => ({
  pluginid: "10016",
  alertRef: "10016-1",
  name: "No XSS protection",
  riskcode: "1",
  confidence: "2",
  riskdesc: "Low (Medium)",
  instances: [
    { uri: "https://shop.example/a?session=1", method: "GET", evidence: "s3cret" },
    { uri: "https://shop.example/b", method: "GET" },
  ],
  count: "2",
  ...more,
})
const site = (alerts: readonly object[], name = "https://shop.example") => ({ "@name": name, "@port": "443", alerts })
const zap = (sites: unknown, more: object = {}) => ({
  "@version": "2.14.0",
  "@generated": "Wed, 5 Dec 2018 19:00:19",
  site: sites,
  ...more,
})

const xmlOf = (member: [string, unknown]): string => `<${member[0]}>${String(member[1])}</${member[0]}>`
function zapXml(sites: readonly ReturnType<typeof site>[], more = ""): string {
  const items = (alerts: readonly object[]) =>
    alerts
      .map((one) => {
        const { instances, ...rest } = one as ReturnType<typeof alert>
        const places = instances.map((place) => `<instance>${Object.entries(place).map(xmlOf).join("")}</instance>`)
        return `<alertitem>${Object.entries(rest).map(xmlOf).join("")}<instances>${places.join("")}</instances></alertitem>`
      })
      .join("")
  const all = sites.map((one) => `<site name="${one["@name"]}"><alerts>${items(one.alerts)}</alerts>${more}</site>`)
  return `<?xml version="1.0"?><OWASPZAPReport version="2.14.0" generated="Wed, 5 Dec 2018 19:00:19">${all.join("")}</OWASPZAPReport>`
}

const WAYS = [
  { way: "JSON", readSites: (sites: readonly ReturnType<typeof site>[]) => read(JSON.stringify(zap(sites))) },
  { way: "XML", readSites: (sites: readonly ReturnType<typeof site>[]) => read(zapXml(sites)) },
]

describe.for(WAYS)("ZAP in $way", ({ readSites }) => {
  const first = (more: object) => readSites([site([alert(more)])]).items[0] as FindingItem

  test("gives every alert of every site, of an environment", () => {
    const { report, items } = readSites([
      site([alert(), alert({ alertRef: "2", riskcode: "3" })]),
      site([alert()], "http://api.example"),
    ])
    expect(report).toMatchObject({
      outcome: "accepted",
      kind: "findings",
      category: "dynamic",
      subject: "environment",
      tool: { name: "ZAP", version: "2.14.0" },
      producedAt: "2018-12-05T19:00:19.000Z",
      counts: { results: 3, open: 3, sites: 2 },
    })
    expect(items).toMatchObject([
      { rule: "10016-1", severity: "low", native: "Low (Medium)", url: "https://shop.example/a", occurrences: 2 },
      { rule: "2", severity: "high" },
      { fingerprint: "10016-1 | http://api.example | No XSS protection" },
    ])
    expect(JSON.stringify(items)).not.toMatch(/s3cret|session/)
  })

  test.for([
    ["3", "high"],
    ["2", "medium"],
    ["1", "low"],
    ["0", "info"],
    ["4", "unknown"],
    ["", "unknown"],
  ] as const)("risk %j is %s", ([riskcode, severity]) => {
    expect(first({ riskcode }).severity).toBe(severity)
  })

  test("the stated count is the true one, because instances are cut", () => {
    const { report, items } = readSites([site([alert({ count: "364" })])])
    expect(items).toMatchObject([{ occurrences: 364 }])
    expect(report.warnings.map(({ code }) => code)).toContain("list-cut")
    expect(first({ count: "1" }).occurrences).toBe(2)
    expect(first({ count: "many" }).occurrences).toBe(2)
  })

  test("confidence 0 is a false positive", () => {
    expect(first({ confidence: "0" })).toMatchObject({ state: "suppressed" })
    expect(first({ confidence: "1" })).toMatchObject({ state: "open" })
  })

  test("a site without alerts is clean, no site is nothing", () => {
    expect(readSites([site([])]).report).toMatchObject({ unfit: null, counts: { results: 0, sites: 1 } })
    expect(standingOf(readSites([]))).toBe("unfit")
  })
})

describe("ZAP's dialects", () => {
  test("a site may stand without a list, and its name behind its alerts", () => {
    const { report, items } = read(JSON.stringify(zap({ alerts: [alert()], "@name": "https://x.example" })))
    expect(report.counts).toMatchObject({ results: 1, sites: 1 })
    expect((items[0] as FindingItem).fingerprint).toContain("https://x.example")
  })

  test("numbers may be numbers", () => {
    const { items } = read(JSON.stringify(zap([site([alert({ riskcode: 3, confidence: 0, count: 5, alertRef: 7 })])])))
    expect(items).toMatchObject([{ severity: "high", state: "suppressed", occurrences: 5, rule: "7" }])
  })

  test("early reports have the address in the alert and no list of instances", () => {
    const early =
      '<OWASPZAPReport version="2.4.0"><site name="http://x"><alerts><alertitem><pluginid>1</pluginid><alert>A</alert><riskcode>2</riskcode><uri>http://x/a</uri></alertitem></alerts></site></OWASPZAPReport>'
    expect(read(early).items).toMatchObject([{ rule: "1", title: "A", severity: "medium", url: "http://x/a" }])
  })

  test("answers are counted where there are statistics", () => {
    const statistics =
      "<statistics><statistic><key>stats.code.200</key><value>40</value></statistic><statistic><key>stats.code.404</key><value>2</value></statistic><statistic><key>stats.tag.x</key><value>9</value></statistic></statistics>"
    expect(read(zapXml([site([])], statistics)).report.counts).toMatchObject({ requests: 42 })
  })

  test("an alert that is no object is refused", () => {
    expect(read(JSON.stringify(zap([{ "@name": "x", alerts: [1] }]))).report.outcome).toBe("rejected")
  })
})

describe("Nuclei", () => {
  const match = (more: object = {}) => ({
    "template-id": "git-config",
    info: { name: "Git config", severity: "medium" },
    host: "https://u:p@shop.example",
    "matched-at": "https://shop.example/.git/config?x=1",
    "matcher-name": "core",
    timestamp: "2026-01-02T03:04:05.123456+03:00",
    "curl-command": "curl -H 'Authorization: s3cret'",
    ...more,
  })
  const lines = (...values: readonly object[]) => read(values.map((value) => JSON.stringify(value)).join("\n"))

  test("gives every match, in lines, in an array, or one below the other", () => {
    const values = [match(), match({ host: "https://api.example", timestamp: "2026-01-01T00:00:00Z" })]
    for (const whole of [
      lines(...values),
      read(JSON.stringify(values)),
      read(values.map((one) => JSON.stringify(one, null, 2)).join("\n")),
    ]) {
      expect(whole.report).toMatchObject({
        outcome: "accepted",
        category: "dynamic",
        subject: "environment",
        producedAt: "2026-01-02T00:04:05.123Z",
        counts: { results: 2, open: 2, targets: 2 },
      })
      expect(whole.items[0]).toMatchObject({
        rule: "git-config",
        severity: "medium",
        title: "Git config",
        url: "https://shop.example/.git/config",
        fingerprint: "git-config | core | https://shop.example/.git/config",
      })
      expect(JSON.stringify(whole)).not.toMatch(/s3cret|u:p/)
    }
  })

  test("version 2 had other names", () => {
    const { "template-id": _, "matched-at": __, ...rest } = match()
    expect(lines({ ...rest, templateID: "old", matched: "x.example:22" }).items).toMatchObject([
      { rule: "old", url: "x.example:22" },
    ])
  })

  test.for([
    ["critical", "critical"],
    ["high", "high"],
    ["low", "low"],
    ["info", "info"],
    ["unknown", "unknown"],
    ["fierce", "unknown"],
  ] as const)("severity %s is %s", ([severity, is]) => {
    expect(lines(match({ info: { severity } })).items).toMatchObject([{ severity: is }])
  })

  test("what was tried and did not match is measured, and no finding", () => {
    const { report, items } = lines(
      match({ "matcher-status": false }),
      match({ host: "b", "matcher-status": false, error: "timeout" }),
    )
    expect(report).toMatchObject({ outcome: "accepted", counts: { results: 0, targets: 2 } })
    expect(report.warnings).toMatchObject([{ code: "tool-errors" }])
    expect(items).toEqual([])
  })

  test.for([
    { what: "an empty file", file: "", outcome: "empty" },
    { what: "an empty array is nobody's", file: "[]", outcome: "unsupported" },
    { what: "a line that is cut", file: `${JSON.stringify(match())}\n{"template-id":"x","in`, outcome: "rejected" },
    { what: "a line without a template", file: `${JSON.stringify(match())}\n{"level":"error"}`, outcome: "unfit" },
  ])("$what: $outcome", ({ file, outcome }) => {
    expect(standingOf(read(file))).toBe(outcome)
  })
})
