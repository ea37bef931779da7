import { generateKeyPairSync } from "node:crypto"
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { verifyPack } from "@promotrail/core"
import { expect, test } from "vitest"
import { startServer } from "../support/server.ts"
import { ROOT } from "../../tools/repository.ts"
import { folderWith, promotrail, type Ran } from "./support/command.ts"
import {
  bytesOf,
  filesIn,
  linesIn,
  manifestOf,
  packOf,
  PLATFORM,
  withManifest,
  type PackFiles,
} from "./support/pack-hand.ts"

const TOKEN = "a".repeat(40)
const POLICY = join(ROOT, "docs/examples/tests/policy.yaml")
const ARTIFACT = `cart@sha256:${"6b".repeat(32)}`

/** What is done to one installation between a start and an end of its server. */
async function during(
  data: string,
  steps: readonly (readonly string[])[],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly Ran[]> {
  const server = await startServer({ dataFolder: data, adminToken: TOKEN, environment })
  const ran: Ran[] = []
  try {
    for (const step of steps)
      ran.push(await promotrail(step, { folder: data, env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: TOKEN } }))
  } finally {
    await server.stop()
  }
  return ran
}

const register = (release: string) => ["release", "register", release, "--app", "cart", "--artifact", ARTIFACT]
const gate = (release: string) => ["gate", "--app", "cart", "--release", release, "--to", "prod", "--quiet"]
const pack = (name: string) => ["audit", "pack", "--output", name]
const packIn = (data: string, name: string): PackFiles => filesIn(readFileSync(join(data, name)))

async function findings(files: PackFiles): Promise<{ readonly agrees: boolean; readonly told: string }> {
  const { agrees, findings: found } = await verifyPack(packOf(files), {}, PLATFORM)
  return { agrees, told: found.map(({ text }) => text).join("\n") }
}

test("a pack of a log that succeeds another one has both, and the streams go on from one to the other", async () => {
  const data = await folderWith({})
  await during(data, [["policy", "apply", POLICY], register("v1"), gate("v1")])
  await during(data, [gate("v1"), pack("two.tar")], { PROMOTRAIL_LOG_ORIGIN: "second.example" })
  const files = packIn(data, "two.tar")
  expect(manifestOf(files).logs.map(({ log }) => log)).toStrictEqual([1, 2])
  const { agrees, told } = await findings(files)
  expect([agrees, told]).toStrictEqual([true, expect.stringContaining("complete: 2 decisions in 1 stream")])
  // The earlier log alone, and the later one alone, are told apart from the whole.
  const ran = await promotrail(["verify", "two.tar", "--policy", "second.txt"], {
    folder: await folderWith({
      "two.tar": readFileSync(join(data, "two.tar")),
      "second.txt": Buffer.from(files.get("policy.txt") ?? [])
        .toString()
        .split("\n")
        .filter((line) => !line.includes(".invalid"))
        .join("\n"),
    }),
  })
  expect([ran.code, ran.out]).toStrictEqual([65, expect.stringContaining("none of its signatures is of a key")])
})

test("a pack with records by two keys says by which, and that a replaced one signed no more", async () => {
  const data = await folderWith({})
  await during(data, [["policy", "apply", POLICY], register("v1"), gate("v1")])
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  writeFileSync(join(data, "keys/record.key"), privateKey.export({ format: "pem", type: "pkcs8" }))
  await during(data, [gate("v1"), pack("rotated.tar")])
  const files = packIn(data, "rotated.tar")
  expect(
    Buffer.from(files.get("decision.pub") ?? [])
      .toString()
      .match(/BEGIN/g),
  ).toHaveLength(2)
  const { agrees, told } = await findings(files)
  expect([agrees, told]).toStrictEqual([true, expect.stringContaining("complete: 2 decisions in 1 stream")])
  expect(told).not.toContain("had been replaced")
})

test("a pack with names holds the entries from before records were signed, and they are what the first record seals", async () => {
  const data = await folderWith({})
  cpSync(
    join(ROOT, "packages/server/src/storage/migrations/fixtures/0002-kinds-of-evidence.db"),
    join(data, "promotrail.db"),
  )
  await during(data, [["policy", "apply", POLICY], [...pack("whole.tar"), "--names"], pack("nameless.tar")])
  const files = packIn(data, "whole.tar")
  const first = linesIn(files, "entries/000.jsonl")
  const { agrees, told } = await findings(files)
  expect([agrees, told]).toStrictEqual([
    true,
    expect.stringMatching(/the \d+ entries from before records were signed are those that the genesis seals/),
  ])
  // One of them is taken away, or says something else.
  const without = new Map(files).set("entries/000.jsonl", bytesOf(first.toSpliced(1, 1)))
  expect(await findings(withManifest(without))).toMatchObject({
    agrees: false,
    told: expect.stringContaining("entry 1 is missing: of those from before"),
  })
  const changed = first.with(1, (first[1] ?? "").replace(/"at\\":\\"2/, '"at\\":\\"3'))
  expect(changed[1]).not.toBe(first[1])
  expect(await findings(withManifest(new Map(files).set("entries/000.jsonl", bytesOf(changed))))).toMatchObject({
    agrees: false,
    told: expect.stringContaining("the body of entry 1 is not what was hashed"),
  })
  // Their names were never apart from them: a pack without names has none of them.
  expect((await findings(packIn(data, "nameless.tar"))).told).toContain("are not in the pack")
})

test("a pack of a recovered log says what is lost, and is complete but for that", async () => {
  const data = await folderWith({})
  const backup = await folderWith({})
  await during(data, [["policy", "apply", POLICY], register("v1"), gate("v1")])
  const database = readdirSync(data).filter((name) => name.includes(".db") || name.includes(".sqlite"))
  expect(database).not.toStrictEqual([])
  mkdirSync(join(backup, "db"))
  for (const name of database) cpSync(join(data, name), join(backup, "db", name))
  await during(data, [register("v2"), gate("v2")])
  for (const name of readdirSync(data).filter((each) => database.includes(each) || each.includes(".db-"))) {
    rmSync(join(data, name), { recursive: true })
  }
  for (const name of database) cpSync(join(backup, "db", name), join(data, name), { recursive: true })
  const ran = await during(data, [gate("v1"), pack("recovered.tar")], { PROMOTRAIL_LOG_RECOVER: "1" })
  expect(ran.at(-1)).toMatchObject({ code: 0 })
  const { agrees, told } = await findings(packIn(data, "recovered.tar"))
  expect([agrees, told]).toStrictEqual([
    true,
    expect.stringMatching(/complete but for \d+ lost records?: 2 decisions in 1 stream are known/),
  ])
})

test("a pack after an erasure has no name of the person, and says that it was erased, by notice", async () => {
  const data = await folderWith({})
  const server = await startServer({ dataFolder: data, adminToken: TOKEN })
  const as = (token: string, ...args: readonly string[]): Promise<Ran> =>
    promotrail(args, { folder: data, env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: token } })
  try {
    const anna = (await as(TOKEN, "token", "create", "Anna Annasdottir", "--scope", "admin")).out.trim()
    for (const step of [["policy", "apply", POLICY], register("v1"), gate("v1")]) await as(anna, ...step)
    const id =
      /[0-9A-Z]{26}/.exec(
        (await as(TOKEN, "token", "list")).out.split("\n").find((line) => line.includes("Anna")) ?? "",
      )?.[0] ?? ""
    expect(await as(TOKEN, "token", "revoke", id)).toMatchObject({ code: 0 })
    const erased = await fetch(`${server.url}/v1/erasures`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ person: id, basis: "gdpr-art-17" }),
    })
    expect(erased.status).toBe(201)
    expect(await as(TOKEN, ...pack("erased.tar"), "--names", "--evidence")).toMatchObject({ code: 0 })
  } finally {
    await server.stop()
  }
  const files = packIn(data, "erased.tar")
  const holds = (bytes: Uint8Array): boolean =>
    Buffer.from(bytes).includes("Annasdottir") ||
    Buffer.from(bytes).includes(Buffer.from("Annasdottir").toString("base64url"))
  expect([...files].filter(([, bytes]) => holds(bytes)).map(([path]) => path)).toStrictEqual([])
  const { agrees, told } = await findings(files)
  expect([agrees, told]).toStrictEqual([
    true,
    expect.stringMatching(/\d+ names or words were erased, as notices in the log say/),
  ])
  // What is gone without a notice is missing.
  const lines = linesIn(files, "disclosures/000.jsonl")
  const fewer = new Map(files).set("disclosures/000.jsonl", bytesOf(lines.slice(1)))
  expect((await findings(withManifest(fewer))).told).toContain("missing without a notice of erasure")
})
