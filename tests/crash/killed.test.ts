import { hash, randomInt } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import {
  auditStaticLog,
  merkleHasher,
  parseCheckpoint,
  parseNote,
  type Checkpoint,
  type Sha256,
} from "@promotrail/core"
import { expect, test } from "vitest"
import { askOver, clientOf, type Answer, type Client } from "../server/support/client.ts"
import { launch, newFolder, type Launched } from "../server/support/launched.ts"

const sha256: Sha256 = (data) => hash("sha256", data, "hex")
const ROUNDS = 8
/** From the first answer of a server to its death. */
const LONGEST_LIFE_MS = 400
const TOKEN = "a".repeat(32)
const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`

/** What somebody was told is done, and where to look for it. */
type Promised = { readonly path: string; readonly id: string }

test(`a server killed ${ROUNDS} times at a random moment keeps every answer it gave, and its ledger verifies`, async () => {
  const folder = await newFolder()
  const promised: Promised[] = []
  let published: Checkpoint | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const { server, shop } = await started(folder)
    for (const { path, id } of promised) expect((await shop.ask("GET", path)).text, path).toContain(id)
    expect(readdirSync(join(folder, "blobs", "tmp"))).toStrictEqual([])
    expect(await shop.verified()).toBe(true)
    if (round === 0) await shop.policy(POLICY)
    await shop.register(`v${round}`)

    const writers = Promise.allSettled([
      forever((at) => register(shop, `v${round}.${at}`), promised),
      forever(() => report(shop, `v${round}`), promised),
      forever(() => report(shop, `v${round}`), promised),
      forever(() => gate(shop, `v${round}`), promised),
    ])
    setTimeout(() => server.signal("SIGKILL"), randomInt(LONGEST_LIFE_MS))
    expect(await server.ended).toStrictEqual({ code: null, signal: "SIGKILL" })
    await writers
    // Whoever reads the files of a server that died reads a whole log, which begins with what was read before.
    published = auditPublished(join(folder, "log"), published)
  }
  expect(published?.size).toBeGreaterThan(ROUNDS)
  const { server, shop } = await started(folder)
  for (const { path, id } of promised) expect((await shop.ask("GET", path)).text, path).toContain(id)
  expect(await shop.verified()).toBe(true)
  expect(promised.length).toBeGreaterThan(ROUNDS)
  server.signal("SIGTERM")
  expect(await server.ended).toStrictEqual({ code: 0, signal: null })
}, 300_000)

/** The published log, checked by its files alone; undefined where none was published yet. */
function auditPublished(folder: string, before: Checkpoint | undefined): Checkpoint | undefined {
  const [origin] = existsSync(folder) ? readdirSync(folder).filter((name) => name !== ".drafts") : []
  const read = (path: string): Buffer | undefined => {
    const file = join(folder, origin ?? "", path)
    return existsSync(file) ? readFileSync(file) : undefined
  }
  const note = parseNote(read("checkpoint")?.toString("utf8") ?? "")
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (checkpoint?.ok !== true) return before
  const log = { read, checkpointPath: "checkpoint" }
  const { faults } = auditStaticLog(log, checkpoint.value, { hasher: merkleHasher(sha256), sha256 }, before)
  expect(faults).toStrictEqual([])
  return checkpoint.value
}

async function started(folder: string): Promise<{ readonly server: Launched; readonly shop: Client }> {
  const server = launch({ PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: TOKEN })
  return { server, shop: clientOf(askOver(await server.url, TOKEN)) }
}

/** Keeps what was promised until the server is gone in the middle of an answer. */
async function forever(ask: (at: number) => Promise<Promised>, promised: Promised[]): Promise<never> {
  for (let at = 0; ; at++) promised.push(await ask(at))
}

async function register(shop: Client, version: string): Promise<Promised> {
  answered(await shop.register(version), 201)
  return { path: `${shop.home}/releases/${version}`, id: version }
}

async function report(shop: Client, version: string): Promise<Promised> {
  // Every file is another one, and large enough to be killed in the middle of.
  const cases = Array.from(
    { length: 2_000 },
    (_, at) => `<testcase classname="Card" name="test ${at}" time="${randomInt(1_000)}"/>`,
  )
  const body = `<testsuites><testsuite name="pay">${cases.join("")}</testsuite></testsuites>`
  const id = String(answered(await shop.report(version, "environment=dev", body), 201).body["id"])
  return { path: `/v1/evidence/${id}`, id }
}

async function gate(shop: Client, version: string): Promise<Promised> {
  const id = String(answered(await shop.gate(version, "prod"), 200, 409).body["id"])
  return { path: `/v1/decisions/${id}`, id }
}

function answered(answer: Answer, ...statuses: readonly number[]): Answer {
  if (!statuses.includes(answer.status)) throw new Error(`${answer.status}: ${answer.text}`)
  return answer
}
