import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Digest } from "@promotrail/core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readConfig } from "../config.ts"
import { assemble, type Assembled } from "../main.ts"
import type { DeepAnswer, DeepQuestion } from "../ports/deep-replay.ts"
import type { ReportIntake } from "../ports/reader.ts"
import { withSnapshot } from "../storage/connections.ts"
import { startIntake } from "../workers/intake.ts"
import { deepReplay } from "./deep.ts"
import { replayInOnePass } from "./one-pass.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging } }
path: [dev, staging]
gates:
  default: { coverage: { minimum: 80 }, upstream: { severity: observe } }
`
/** Bytes of its own for each application and release. */
const suite = (of: string, tests: number): string =>
  `<testsuite name="${of}">${Array.from({ length: tests }, (_, at) => `<testcase classname="C" name="t${at}"/>`).join("")}</testsuite>`

type Told = {
  readonly answers: readonly DeepAnswer[]
  readonly folded: readonly number[]
  readonly read: readonly string[]
}

describe("many decisions read again in one pass", () => {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-pass-"))
  const token = randomBytes(24).toString("hex")
  let server: Assembled
  let applications = 0
  beforeAll(async () => {
    const config = readConfig(
      { PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: token, PROMOTRAIL_LOG_LEVEL: "silent" },
      { page: join(folder, "no-page"), sample: join(folder, "no-sample") },
    )
    if (!config.ok) throw new Error("the test's settings are wrong")
    server = await assemble(config.value)
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  async function post(path: string, payload: string | object, type = "application/json"): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, "content-type": type }
    const answer = await server.app.inject({ method: "POST", url: `/v1/applications/${path}`, headers, payload })
    // A gate that says no has answered.
    if (answer.statusCode >= 300 && answer.statusCode !== 409) throw new Error(answer.body)
  }

  /** Two applications whose entries alternate, each with two releases and four decisions. */
  async function decided(): Promise<readonly DeepQuestion[]> {
    const shops = [`shop-${++applications}`, `shop-${++applications}`]
    for (const shop of shops) await post(`${shop}/policy`, POLICY.replace(": shop", `: ${shop}`), "application/yaml")
    for (const version of ["v1", "v2"]) {
      const digest = `sha256:${Buffer.from(version).toString("hex").padEnd(64, "0")}`
      for (const shop of shops) await post(`${shop}/releases`, { version, artifacts: [{ name: "app", digest }] })
      for (const tests of [8, 10]) {
        for (const shop of shops) {
          const query = `environment=dev&category=unit&file=${version}-${tests}.xml`
          const report = suite(`${shop} ${version}`, tests)
          await post(`${shop}/releases/${version}/evidence?${query}`, report, "application/octet-stream")
          await post(`${shop}/releases/${version}/gate`, { to: "staging" })
        }
      }
      for (const shop of shops) {
        await post(`${shop}/releases/${version}/deployments`, { environment: "staging", status: "succeeded" })
      }
    }
    const { read } = server.services.deps.store
    const rows = (await read.decisionList({ limit: 100 })).rows.filter(({ application }) => shops.includes(application))
    return Promise.all(
      rows.map(async ({ application, release, ledgerIndex, input }) => ({
        application,
        ledgerIndex,
        releases: [release],
        input: new TextDecoder().decode(await read.object(input)),
      })),
    )
  }

  async function asked(questions: readonly DeepQuestion[], reading?: ReportIntake): Promise<Told> {
    const intake = reading ?? (await startIntake({ store: "scratch" }))
    const answers: DeepAnswer[] = []
    const [folded, read]: [number[], string[]] = [[], []]
    const { store, blobs } = server.services.deps
    await withSnapshot(store.origin, (snapshot) =>
      replayInOnePass(snapshot, {
        questions,
        intake,
        pathOf: (raw) => blobs.pathOf(raw),
        onAnswer: (at, answer) => void (answers[at] = answer),
        onFolded: (index) => folded.push(index),
        onRead: (evidence) => read.push(evidence),
      }),
    )
    await intake.close()
    return { answers, folded, read }
  }

  test("folds each entry once, reads each file once, and none behind the last decision", async () => {
    const questions = await decided()
    const { answers, folded, read } = await asked(questions)
    expect(answers.map(({ input, broken }) => [input, broken])).toEqual(questions.map(({ input }) => [input, null]))
    expect(answers.map(({ filesRead }) => filesRead)).toEqual([2, 2, 1, 1, 2, 2, 1, 1])
    expect([folded.length, read.length]).toEqual([new Set(folded).size, 8])
    expect(new Set(read).size).toBe(8)
    expect(Math.max(...folded)).toBeLessThan(Math.max(...questions.map(({ ledgerIndex }) => ledgerIndex)))
    // The whole page costs what its newest decision of each application costs alone.
    const alone = await Promise.all(questions.slice(0, 2).map((question) => asked([question])))
    const together = new Set(alone.flatMap((one) => one.folded))
    expect(new Set(folded)).toEqual(together)
  })

  test("answers what each question gets when it is asked alone, in whatever order they come", async () => {
    const questions = (await decided()).toSorted((a, b) => (a.input < b.input ? -1 : 1))
    const { answers } = await asked(questions)
    for (const [at, question] of questions.entries()) {
      expect((await asked([question])).answers).toEqual([answers[at]])
    }
  })

  test("a file that hangs is ended and named where it counts, and holds up nothing else", async () => {
    const questions = await decided()
    const { read } = server.services.deps.store
    const application = questions[0]?.application ?? ("" as never)
    const { rows } = await read.evidenceList({ application, limit: 50 })
    const slow = rows.find(({ file }) => file === "v1-10.xml")
    const path = server.services.deps.blobs.pathOf(slow?.raw ?? ("" as Digest))
    const [patient, hasty] = [
      await startIntake({ store: "scratch" }),
      await startIntake({ store: "scratch", patienceMs: 1 }),
    ]
    const { answers } = await asked(questions, {
      ...patient,
      read: (job) => (job.path === path ? hasty : patient).read(job),
    })
    await hasty.close()
    const odd = answers.flatMap(({ files }, at) => files.map((file) => ({ at, ...file })))
    expect(odd).toMatchObject([{ file: "v1-10.xml", says: expect.stringContaining("took too long") }])
    expect(questions[odd[0]?.at ?? -1]?.releases).toEqual(["v1"])
    expect(answers.map(({ input }) => input)).toEqual(questions.map(({ input }) => input))
  })

  test("where every file hangs, every decision that rests on one does not agree, and says so", async () => {
    const questions = await decided()
    const { store, blobs } = server.services.deps
    const answers = await deepReplay(store.origin, blobs, [], { filePatienceMs: 1 })(questions)
    for (const { files } of answers)
      expect(files.map(({ says }) => says)).toContainEqual(expect.stringContaining("took too long"))
  })

  test("an application whose ledger cannot be folded is told as that, and the others are answered", async () => {
    const questions = await decided()
    const broken = questions[0]?.application
    const { rows } = await server.services.deps.store.read.evidenceList({ application: broken as never, limit: 50 })
    const facts = rows.find(({ file }) => file === "v2-8.xml")?.facts
    const database = new DatabaseSync(join(folder, "promotrail.db"), { enableForeignKeyConstraints: false })
    const kept = database.prepare("select * from object where digest = ?").get(facts ?? "") as Record<string, never>
    database.prepare("delete from object where digest = ?").run(facts ?? "")
    const { answers } = await asked(questions)
    database
      .prepare("insert into object (digest, size, packed, bytes) values (?, ?, ?, ?)")
      .run(...(["digest", "size", "packed", "bytes"] as const).map((name) => kept[name] as never))
    database.close()
    const untold = answers.flatMap(({ input, broken: why }, at) => (input === null ? [{ at, why }] : []))
    expect(untold.map(({ at }) => [questions[at]?.application, questions[at]?.releases])).toEqual([
      [broken, ["v2"]],
      [broken, ["v2"]],
    ])
    for (const { why } of untold) {
      expect(why).toMatch(/^entry \d+ cannot be folded: the object sha256:\S+ is gone$/)
    }
  })
})
