import { describe, expect, test } from "vitest"
import { explainMistakes, readConfig, SETTINGS } from "./config.ts"

const BESIDE = { page: "/beside/page", sample: "/beside/sample" }
const read = (environment: Record<string, string>) => readConfig(environment, BESIDE)
const toldOf = (environment: Record<string, string>): string => {
  const config = read(environment)
  return config.ok ? "" : explainMistakes(config.error)
}

describe("the settings of the server", () => {
  test("without any, it listens on loopback and keeps its data beside where it was started", () => {
    const config = read({})
    expect(config).toMatchObject({
      ok: true,
      value: { host: "127.0.0.1", port: 4680, databaseUrl: undefined, adminToken: undefined, pageFolder: BESIDE.page },
    })
    expect(config.ok && config.value.dataFolder).toBe(`${process.cwd()}/promotrail-data`)
  })

  test.for([
    {
      name: "PROMOTRAIL_PORT",
      wrong: ["many", "-1", "65536", "1.5", "0x10", "80 80"],
      right: ["0", "4680", " 65535 "],
    },
    {
      name: "PROMOTRAIL_HOST",
      wrong: ["http://here", "a b", "[::1]", "here/there"],
      right: ["::1", "0.0.0.0", "gate.example.org"],
    },
    {
      name: "PROMOTRAIL_DATABASE_URL",
      wrong: ["mysql://u:hunter2@h/d", "postgres:", "postgres:// u:hunter2@h"],
      right: ["postgres://u:p@h:5432/d", "postgresql://h/d?sslmode=require"],
    },
    {
      name: "PROMOTRAIL_ADMIN_TOKEN",
      wrong: ["x".repeat(31), `${"x".repeat(31)} `, `${"x".repeat(40)}\n`, "é".repeat(32), "x".repeat(501)],
      right: ["x".repeat(32), `!~${"#".repeat(30)}`, "x".repeat(500)],
    },
    { name: "PROMOTRAIL_LOG_LEVEL", wrong: ["loud", "INFO"], right: ["silent", "debug"] },
    { name: "PROMOTRAIL_RATE_LIMIT", wrong: ["0", "none"], right: ["1", "1000000000"] },
    { name: "PROMOTRAIL_MAX_CONNECTIONS", wrong: ["15", "1e6"], right: ["16", "1000000"] },
    { name: "PROMOTRAIL_INTAKE_WORKERS", wrong: ["0", "17", "two"], right: ["1", "16"] },
    {
      name: "PROMOTRAIL_KEEP_NAMES_DAYS",
      wrong: [
        "0",
        "36501",
        "-1",
        "long",
        "actor",
        "actor=0",
        "actor=1,actor=2",
        "actor=1,name=2",
        "actor=1;text=2",
        ",",
      ],
      right: ["1", "36500", "actor=400", "text=30", "actor=400,text=30", " text = 30 , actor = 400 "],
    },
  ])("$name is checked, and the refusal names it", ({ name, wrong, right }) => {
    for (const value of wrong) expect(toldOf({ [name]: value }), value).toContain(name)
    for (const value of right) expect(toldOf({ [name]: value }), value).toBe("")
  })

  test.for([
    { set: "", days: { actor: undefined, text: undefined } },
    { set: "400", days: { actor: 400, text: 400 } },
    { set: "text=30", days: { actor: undefined, text: 30 } },
    { set: "actor=400,text=30", days: { actor: 400, text: 30 } },
  ])("PROMOTRAIL_KEEP_NAMES_DAYS=$set keeps each class so long", ({ set, days }) => {
    expect(read({ PROMOTRAIL_KEEP_NAMES_DAYS: set })).toMatchObject({ ok: true, value: { keepDays: days } })
  })

  test("every mistake is in one message, one line each", () => {
    const told = toldOf({
      PROMOTRAIL_PORT: "many",
      PROMOTRAIL_HOST: "a b",
      PROMOTRAIL_DATABASE_URL: "mysql://u:hunter2@h/d",
      PROMOTRAIL_ADMIN_TOKEN: "too-short-a-secret",
      PROMOTRAIL_LOG_LEVEL: "loud",
      PROMOTRAIL_RATE_LIMIT: "0",
      PROMOTRAIL_MAX_CONNECTIONS: "1",
      PROMOTRAIL_INTAKE_WORKERS: "99",
      PROMOTRAIL_PROT: "4680",
    })
    const [first, ...lines] = told.split("\n")
    expect(first).toContain("9 settings are wrong")
    expect(lines).toHaveLength(9)
  })

  test("no message repeats a secret", () => {
    const told = toldOf({
      PROMOTRAIL_ADMIN_TOKEN: "too-short-a-secret",
      PROMOTRAIL_DATABASE_URL: "mysql://u:hunter2@h/d",
    })
    expect(told).not.toMatch(/too-short-a-secret|hunter2/)
  })

  test("a setting that is set to nothing counts as not set", () => {
    expect(read(Object.fromEntries(SETTINGS.map(({ name }) => [name, ""])))).toEqual(read({}))
  })

  test("a name that is none is a mistake that lists what there is; the settings of the command line are not", () => {
    expect(toldOf({ PROMOTRAIL_PROT: "1" })).toContain("PROMOTRAIL_PORT")
    expect(toldOf({ PROMOTRAIL_URL: "x", PROMOTRAIL_TOKEN: "y", PROMOTRAIL_APP: "z", HOME: "/" })).toBe("")
  })
})
