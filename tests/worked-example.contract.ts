import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { TestServer } from "./support/server.ts"

const FILES = fileURLToPath(new URL("../fixtures/worked-example/", import.meta.url))
const COMMAND = fileURLToPath(new URL("../packages/cli/bin/promotrail.js", import.meta.url))
const DIGEST = `sha256:${"ab".repeat(32)}`

type Ran = { readonly code: number; readonly out: string; readonly err: string }

/** The acceptance test of decisions §1: from report files to exit code, told as the pipeline sees it. */
export function workedExample(storage: string, start: () => Promise<TestServer>): void {
  describe(`the worked example of release v2.5.0 on ${storage}`, () => {
    let server: TestServer

    const promotrail = (...words: string[]): Promise<Ran> =>
      new Promise((resolve) => {
        const environment = {
          PATH: process.env["PATH"] ?? "",
          PROMOTRAIL_URL: server.url,
          PROMOTRAIL_TOKEN: server.adminToken,
        }
        const options = { env: environment, cwd: FILES }
        execFile(process.execPath, [COMMAND, ...words], options, (error, out, err) => {
          resolve({ code: error === null ? 0 : Number(error.code), out, err })
        })
      })
    const release = ["--app", "checkout", "--release", "v2.5.0"]
    const done = async (...words: string[]) => {
      const ran = await promotrail(...words)
      expect(ran, words.join(" ")).toMatchObject({ code: 0 })
      return ran
    }
    const report = (environment: string, file: string) => done("report", file, ...release, "--environment", environment)
    const gate = async (to: string) => {
      const ran = await promotrail("gate", ...release, "--to", to, "--json")
      return { code: ran.code, decision: JSON.parse(ran.out) as Record<string, unknown> & { checks: Checked[] } }
    }
    type Checked = { id: string; outcome: string; measured?: { passed: number; inScope: number }; band?: string }
    const checkIn = (decision: { checks: Checked[] }, id: string) => {
      const { outcome, measured, band } = decision.checks.find((check) => check.id === id) ?? { outcome: "absent" }
      return [outcome, measured?.passed, measured?.inScope, band]
    }

    beforeAll(async () => {
      server = await start()
      await done("policy", "apply", "policy.yaml")
      await done("release", "register", "v2.5.0", "--app", "checkout", "--artifact", `checkout@${DIGEST}`)
    }, 60_000)
    afterAll(() => server.stop())

    test("dev to staging is allowed: 191 of 197 at the exit, smoke alone due at the entry", async () => {
      await report("dev", "dev-unit.xml")
      await report("dev", "dev-integration.xml")
      await report("dev", "dev-smoke.xml")
      const { code, decision } = await gate("staging")
      expect(code).toBe(0)
      expect(checkIn(decision, "coverage.exit")).toEqual(["pass", 191, 197, "green"])
      expect(checkIn(decision, "coverage.exit.integration")).toEqual(["warn", 34, 40, "amber"])
      expect(checkIn(decision, "coverage.entry")).toEqual(["pass", 12, 12, "green"])
    })

    test("staging to preprod holds until the deployment to staging is recorded, then is allowed", async () => {
      await report("staging", "staging-smoke.xml")
      await report("staging", "staging-functional.xml")
      await report("staging", "staging-performance.xml")
      expect((await gate("preprod")).code).toBe(11)
      await done("record-deployment", ...release, "--environment", "staging", "--status", "succeeded")
      const { code, decision } = await gate("preprod")
      expect(code).toBe(0)
      expect(checkIn(decision, "coverage.exit")).toEqual(["pass", 116, 122, "green"])
      expect(checkIn(decision, "coverage.exit.functional")).toEqual(["pass", 89, 95, "green"])
      expect(checkIn(decision, "coverage.entry")).toEqual(["pass", 116, 122, "green"])
      expect(checkIn(decision, "coverage.exit.integration")).toEqual(["not_applicable", 0, 0, "not-applicable"])
    })

    test("preprod to prod holds: nothing was executed there and it does not run there", async () => {
      const { code, decision } = await gate("prod")
      expect(code).toBe(11)
      expect(checkIn(decision, "coverage.exit")).toEqual(["unknown", 0, 122, "grey"])
      expect(decision["reasons"]).toEqual(["coverage.no_report", "upstream.not_promoted"])
    })

    test("a re-run of integration with 33 of 40 denies dev to staging although the column stands at 96 %", async () => {
      await report("dev", "dev-integration-rerun.xml")
      const { code, decision } = await gate("staging")
      expect(code).toBe(10)
      expect(checkIn(decision, "coverage.exit")).toEqual(["pass", 190, 197, "green"])
      expect(checkIn(decision, "coverage.exit.integration")).toEqual(["fail", 33, 40, "red"])
      expect(decision).toMatchObject({
        unblock: [{ actions: [{ action: "pass-tests", count: 1, of: 7, category: "integration" }] }],
      })
    })

    test("every decision replays to the same bytes, and the ledger verifies", async () => {
      const { decision } = await gate("staging")
      expect((await promotrail("replay", String(decision["id"]))).code).toBe(0)
      expect((await promotrail("why", String(decision["id"]))).out).toContain("33/40")
      expect((await promotrail("ledger", "verify")).code).toBe(0)
    })

    test("the matrix shows the same numbers", async () => {
      const { out } = await done("matrix", ...release)
      expect(out).toContain("33 / 40")
      expect(out).toContain("89 / 95")
    })
  })
}
