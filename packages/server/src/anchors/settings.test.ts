import { describe, expect, test } from "vitest"
import { ANCHOR_SETTINGS, readAnchorSettings, type AnchorSettingName } from "./settings.ts"

const WITNESS = "auditor.example.org/w1+a13bd15b+BPkMwo4dml5mtbmUt9a+L9Re2dNASg1p2IViFxFGGq46"
const LOG = "prod.acme.ledger.example.com+f27cc87f+AVdlfXfOqqbsy5EO4BljZr2VnicrNGnW536E44agaZYN"

function read(given: Partial<Record<AnchorSettingName, string>>) {
  const mistakes: string[] = []
  const settings = readAnchorSettings(
    (name) => given[name] ?? ANCHOR_SETTINGS.find((one) => one.name === name)?.fallback ?? "",
    (name, text) => mistakes.push(`${name} ${text}`),
  )
  return { settings, mistakes }
}

test("without any, nothing is anchored", () => {
  expect(read({})).toStrictEqual({
    settings: { witnesses: [], timestamp: undefined, git: undefined, everyMs: 60_000 },
    mistakes: [],
  })
})

test("all of them", () => {
  const { settings, mistakes } = read({
    PROMOTRAIL_WITNESSES: `${WITNESS}@https://witness.example.org/prefix/`,
    PROMOTRAIL_TSA_URL: "http://tsa.example.org/tsr",
    PROMOTRAIL_TSA_CA: "/roots.pem",
    PROMOTRAIL_ANCHOR_GIT: "/ledger.git",
    PROMOTRAIL_ANCHOR_EVERY: "5",
  })
  expect(mistakes).toStrictEqual([])
  expect(settings.witnesses.map(({ key, url }) => [key.name, url.href])).toStrictEqual([
    ["auditor.example.org/w1", "https://witness.example.org/prefix/"],
  ])
  expect(settings.timestamp).toMatchObject({ rootsFile: "/roots.pem" })
  expect(settings).toMatchObject({ git: "/ledger.git", everyMs: 5_000 })
})

describe("whatever is wrong is told, and no password is repeated", () => {
  test.for([
    ["PROMOTRAIL_WITNESSES", { PROMOTRAIL_WITNESSES: WITNESS }],
    ["PROMOTRAIL_WITNESSES", { PROMOTRAIL_WITNESSES: "https://witness.example.org" }],
    ["PROMOTRAIL_WITNESSES", { PROMOTRAIL_WITNESSES: `${LOG}@https://witness.example.org` }],
    ["PROMOTRAIL_WITNESSES", { PROMOTRAIL_WITNESSES: `x${WITNESS}@https://witness.example.org` }],
    ["PROMOTRAIL_WITNESSES", { PROMOTRAIL_WITNESSES: `${WITNESS}@https://u:hunter2@witness.example.org` }],
    ["PROMOTRAIL_WITNESSES", { PROMOTRAIL_WITNESSES: `${WITNESS}@https://a.example, ${WITNESS}@https://b.example` }],
    ["PROMOTRAIL_TSA_URL", { PROMOTRAIL_TSA_URL: "ftp://hunter2", PROMOTRAIL_TSA_CA: "x" }],
    ["PROMOTRAIL_TSA_URL", { PROMOTRAIL_TSA_URL: "https://u:hunter2@tsa.example", PROMOTRAIL_TSA_CA: "x" }],
    ["PROMOTRAIL_TSA_URL", { PROMOTRAIL_TSA_CA: "x" }],
    ["PROMOTRAIL_TSA_CA", { PROMOTRAIL_TSA_URL: "https://tsa.example" }],
    ["PROMOTRAIL_ANCHOR_EVERY", { PROMOTRAIL_ANCHOR_EVERY: "0" }],
    ["PROMOTRAIL_ANCHOR_EVERY", { PROMOTRAIL_ANCHOR_EVERY: "1m" }],
  ] as const)("%s: %j", ([name, given]) => {
    const { mistakes } = read(given)
    expect(mistakes).toStrictEqual([expect.stringContaining(`${name} `)])
    expect(mistakes.join("")).not.toContain("hunter2")
  })
})
