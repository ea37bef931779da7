import { spawn } from "node:child_process"
import { randomInt } from "node:crypto"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { beforeAll, describe, expect, test } from "vitest"
import { askOver, clientOf } from "../server/support/client.ts"
import { filesNaming, tablesNaming } from "../server/support/naming.ts"
import { ROOT } from "../../tools/repository.ts"
import { startServer, type TestServer } from "../support/server.ts"
import { SMALL_POLICY } from "../server/support/small-policy.ts"

const ERASING = join(ROOT, "packages/server/src/app/erasing/stopped-erasure.contract.ts")
const NAME = "Gudrun Ölçerzweig"
/** Rewriting the database takes some milliseconds. */
const SCRUBBING_MS = 40
const SCRUBBED = 3
/** From the request to its answer. */
const ERASING_MS = 120
const ASKED = 4
const suite = (test: string) =>
  `<testsuite name="s"><testcase classname="C" name="${test}"><system-out>${NAME}</system-out></testcase></testsuite>`

describe("an erasure that is killed", () => {
  /** A data folder as it was before. */
  let before = ""
  let adminToken = ""
  let person = ""
  const raw: string[] = []

  beforeAll(async () => {
    before = mkdtempSync(join(tmpdir(), "promotrail-erasing-"))
    const server = await startServer({ dataFolder: before })
    adminToken = server.adminToken
    const admin = askOver(server.url, adminToken)
    const made = await admin("POST", "/v1/tokens", { json: { name: NAME, scopes: ["admin"] } })
    person = (made.body["token"] as { id: string }).id
    const shop = clientOf(askOver(server.url, String(made.body["secret"])))
    await shop.policy(SMALL_POLICY)
    await shop.register("v1")
    for (const category of ["unit", "smoke", "api"]) {
      const sent = await shop.report("v1", `environment=dev&category=${category}`, suite(category))
      raw.push((sent.body as { raw?: string }).raw ?? "none")
    }
    await shop.gate("v1", "prod")
    await shop.ask("POST", `${shop.home}/releases/v1/block`, { json: { reason: `${NAME} found a leak` } })
    await shop.gate("v1", "prod")
    await admin("DELETE", `/v1/tokens/${person}`)
    await server.stop()
    return () => rmSync(before, { recursive: true })
  })

  /** Of a folder of its own each time. */
  const copied = (): string => {
    const folder = mkdtempSync(join(tmpdir(), "promotrail-erasing-"))
    cpSync(before, folder, { recursive: true })
    return folder
  }

  /** Starts the server on what was left, and finds that nothing is erased or everything. */
  const judged = async (folder: string): Promise<"nothing" | "everything"> => {
    const server = await startServer({ dataFolder: folder, adminToken })
    try {
      const admin = askOver(server.url, adminToken)
      const { body } = await admin("GET", "/v1/erasures")
      const items = body["items"] as readonly { basis: string; isFinished: boolean }[]
      expect((await admin("POST", "/v1/ledger/verify")).body["agrees"]).toBe(true)
      if (items.length === 0) {
        const plan = await admin("POST", "/v1/erasures/preview", { json: { person } })
        expect((plan.body["disclosures"] as readonly unknown[]).length).toBe(3)
        for (const digest of raw) expect(filesNaming(join(folder, "blobs"), NAME).join()).toContain(digest.slice(7))
        return "nothing"
      }
      expect(items.map(({ basis, isFinished }) => `${basis} ${isFinished}`)).toStrictEqual(["gdpr-art-17 true"])
      expect(tablesNaming(folder, NAME)).toStrictEqual([])
      expect(filesNaming(folder, NAME)).toStrictEqual([])
      return "everything"
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  }

  /** Kills an erasure when it says that it stands at the step, or so many milliseconds later. */
  const killedAt = async (folder: string, step: string, laterMs: number): Promise<void> => {
    const child = spawn(process.execPath, [ERASING, folder, step, person, ...raw], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const ended = new Promise<string | null>((resolve) => child.once("close", (_, signal) => resolve(signal)))
    const said = await new Promise<string>((resolve) => child.stdout.setEncoding("utf8").once("data", resolve))
    expect(said.split("\n")[0]).toBe(step)
    await setTimeout(laterMs)
    child.kill("SIGKILL")
    expect(await ended).toBe("SIGKILL")
  }

  test.each<{ step: string; left: "nothing" | "everything" }>([
    { step: "before the entry", left: "nothing" },
    { step: "after the entry", left: "everything" },
    { step: "between raw files", left: "everything" },
    { step: "before scrubbing", left: "everything" },
  ])("$step has erased $left after the next start", async ({ step, left }) => {
    const folder = copied()
    await killedAt(folder, step, 0)
    // What is looked for afterwards is there before.
    expect(filesNaming(folder, NAME)).not.toStrictEqual([])
    expect(await judged(folder)).toBe(left)
  })

  test(`at ${SCRUBBED} random moments while the database is written anew has erased everything after the next start`, async () => {
    for (let round = 0; round < SCRUBBED; round++) {
      const folder = copied()
      await killedAt(folder, "while scrubbing", randomInt(SCRUBBING_MS))
      expect(await judged(folder)).toBe("everything")
    }
  }, 120_000)

  test(`by a server that dies at ${ASKED} random moments is nothing or everything, and the same request ends it`, async () => {
    for (let round = 0; round < ASKED; round++) {
      const folder = copied()
      const headers = { "idempotency-key": `round-${round}` }
      const json = { person, evidence: raw, basis: "gdpr-art-17" }
      const asked = (server: TestServer) =>
        askOver(server.url, adminToken)("POST", "/v1/erasures", { json, headers }).catch(() => undefined)
      const dying = await startServer({ dataFolder: folder, adminToken })
      const first = asked(dying)
      await setTimeout(randomInt(ERASING_MS))
      await dying.kill()
      const told = await first
      const again = await startServer({ dataFolder: folder, adminToken })
      const second = await asked(again)
      expect([second?.status, second?.body["isFinished"]]).toEqual([201, true])
      // Whoever was answered is answered the same.
      expect(second?.body["notice"]).toBe(told?.body["notice"] ?? second?.body["notice"])
      await again.stop()
      expect(await judged(folder)).toBe("everything")
    }
  }, 180_000)
})
