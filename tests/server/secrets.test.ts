import { createPrivateKey, generateKeyPairSync } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { inspect } from "node:util"
import { LIVE_PATH, routes, type Route } from "@promotrail/contract"
import { describe, expect, onTestFinished, test } from "vitest"
import { assemble, readConfig } from "@promotrail/server"
import { askOver, clientOf } from "./support/client.ts"
import { launch, newFolder } from "./support/launched.ts"
import { SMALL_POLICY } from "./support/small-policy.ts"

const suite = `<testsuite name="s"><testcase classname="C" name="t0"/></testsuite>`
const ADMIN = "an-administrators-token-that-nobody-guesses"
/** So many in a row are none by accident. */
const RUN = 12

/** Every way in which a secret may be written down. */
type Secret = { readonly name: string; readonly spellings: readonly Buffer[] }

const secretText = (name: string, text: string): Secret => ({
  name,
  spellings: [text, Buffer.from(text).toString("base64").slice(0, -4), Buffer.from(text).toString("hex")].map(
    (spelled) => Buffer.from(spelled),
  ),
})

/** A private key: its PEM line by line, and the number that is the secret. */
function secretKey(name: string, pem: string): Secret {
  const key = createPrivateKey(pem)
  const { d = "" } = key.export({ format: "jwk" })
  const raw = Buffer.from(d, "base64url")
  const lines = pem.split("\n").filter((line) => line !== "" && !line.startsWith("-----"))
  // The first line names the kind of key alone; what is secret begins behind it.
  const inside = lines.join("").slice(-2 * RUN)
  return {
    name,
    spellings: [
      raw,
      ...[d.slice(0, -2), raw.toString("hex"), raw.toString("base64").slice(0, -4), inside].map((text) =>
        Buffer.from(text),
      ),
    ],
  }
}

const foundIn = (bytes: Buffer | string, secrets: readonly Secret[]): readonly string[] => {
  const looked = Buffer.from(bytes)
  const found = secrets.filter(({ spellings }) => spellings.some((spelling) => looked.includes(spelling)))
  return [...found.map(({ name }) => name), ...(looked.includes("PRIVATE KEY-----") ? ["a private key in PEM"] : [])]
}

/** Files below a folder in which a secret stands, without those below `keys`. */
function filesWith(folder: string, secrets: readonly Secret[]): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => !file.startsWith("keys") && statSync(join(folder, file)).isFile())
    .flatMap((file) => foundIn(readFileSync(join(folder, file)), secrets).map((what) => `${file}: ${what}`))
}

/** Uses a server in every way there is, and keeps all that it answers. */
async function usedThoroughly(url: string): Promise<{ readonly answers: readonly string[]; readonly token: string }> {
  const answers: string[] = []
  const over = (token: string | undefined): ReturnType<typeof askOver> => {
    const ask = askOver(url, token)
    return async (...asked) => {
      const answer = await ask(...asked)
      answers.push(`${answer.text} ${JSON.stringify([...answer.headers])}`)
      return answer
    }
  }
  const admin = over(ADMIN)
  // The one answer in which a secret has to stand.
  const made = await askOver(url, ADMIN)("POST", "/v1/tokens", { json: { name: "ci", scopes: ["report", "gate"] } })
  const token = String(made.body["secret"])
  const ci = clientOf(over(token))
  const shop = clientOf(admin)
  await shop.policy(SMALL_POLICY)
  await ci.register("v1")
  const evidence = (await ci.report("v1", "environment=dev", suite)).body as { id?: string }
  const decision = (await ci.gate("v1", "prod")).body as { id?: string }
  await shop.ask("POST", `${shop.home}/releases/v1/block`, { json: { reason: "a leak" } })
  await shop.ask("POST", "/v1/erasures", { json: { text: "a leak", basis: "x1" } })

  const known: Readonly<Record<string, string>> = {
    application: "shop",
    release: "v1",
    environment: "dev",
    category: "unit",
    kind: "sbom",
    evidence: evidence.id ?? "",
    decision: decision.id ?? "",
    token: "01KB2M4TQ0Q8XGN6E5V3ZJ7R10",
    record: "1",
    file: "policy.txt",
  }
  for (const { method, path } of Object.values<Route>(routes)) {
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? "x")
    if (method !== "GET" || path === LIVE_PATH) continue
    await admin("GET", address)
    await over(undefined)("GET", address)
  }
  await admin("GET", "/v1/audit/pack?names=true&evidence=true&bundles=all")
  for (const address of ["/log/checkpoint", "/log/tile/0/000.p/4", "/metrics", "/healthz", "/no/such/page"]) {
    await admin("GET", address)
  }
  await admin("POST", "/v1/ledger/verify")
  // What is refused is not repeated, wherever the secret was put.
  for (const wrong of [`${ADMIN}x`, ` ${ADMIN}`, ADMIN.toUpperCase()]) await over(wrong)("GET", "/v1/session")
  await admin("GET", `/v1/session?token=${ADMIN}`)
  await admin("POST", "/v1/tokens", { body: `{"secret":"${ADMIN}",`, headers: { "content-type": "application/json" } })
  await admin("DELETE", "/v1/tokens/01KB2M4TQ0Q8XGN6E5V3ZJ7R10", { headers: { authorization: `Basic ${ADMIN}` } })
  return { answers, token }
}

describe("private keys and tokens", () => {
  const given = {
    record: generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey.export({ type: "pkcs8", format: "pem" }),
    log: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
  }

  test.for(["debug", "info"])("of a server that logs at %s are in its key files alone", async (level) => {
    const folder = await newFolder()
    const server = launch({ PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: ADMIN, PROMOTRAIL_LOG_LEVEL: level })
    const { answers, token } = await usedThoroughly(await server.url)
    const keys = ["record.key", "log.key"].map((file) => readFileSync(join(folder, "keys", file), "utf8"))
    const secrets = [
      secretText("the administrator's token", ADMIN),
      secretText("another token", token),
      ...keys.map((pem, at) => secretKey(["the record key", "the log key"][at] ?? "", pem)),
    ]
    // Each is found where it is.
    for (const [at, pem] of keys.entries()) expect(foundIn(pem, secrets)).toContain(secrets[at + 2]?.name)
    expect(answers.flatMap((answer) => foundIn(answer, secrets))).toStrictEqual([])
    expect(filesWith(folder, secrets)).toStrictEqual([])
    server.signal("SIGTERM")
    await server.ended
    expect(filesWith(folder, secrets)).toStrictEqual([])
    expect(foundIn(server.said(), secrets)).toStrictEqual([])
  })

  test("that came by the environment are nowhere at all", async () => {
    const folder = await newFolder()
    const environment = { PROMOTRAIL_RECORD_KEY: given.record, PROMOTRAIL_LOG_KEY: given.log.replaceAll("\n", "\\n") }
    const start = (more: Readonly<Record<string, string>> = {}) =>
      launch({
        PROMOTRAIL_DATA: folder,
        PROMOTRAIL_ADMIN_TOKEN: ADMIN,
        PROMOTRAIL_LOG_LEVEL: "debug",
        ...environment,
        ...more,
      })
    const server = start()
    const { answers, token } = await usedThoroughly(await server.url)
    const secrets = [
      secretText("the administrator's token", ADMIN),
      secretText("another token", token),
      secretKey("the record key", given.record),
      secretKey("the log key", given.log),
    ]
    expect(answers.flatMap((answer) => foundIn(answer, secrets))).toStrictEqual([])
    server.signal("SIGTERM")
    await server.ended
    expect(filesWith(folder, secrets)).toStrictEqual([])
    expect(readdirSync(folder)).not.toContain("keys")
    expect(foundIn(server.said(), secrets)).toStrictEqual([])
    // A start that is refused says why, and quotes no key.
    const refused = [
      { PROMOTRAIL_LOG_KEY: given.record },
      { PROMOTRAIL_RECORD_KEY: `${given.record}x`.replace("MIG", "MIH") },
      { PROMOTRAIL_LOG_KEY: "" },
    ]
    for (const wrong of refused) {
      const failing = start(wrong)
      expect((await failing.ended).code).not.toBe(0)
      expect(foundIn(failing.said(), secrets)).toStrictEqual([])
    }
  })

  test("are in nothing that a program of ours shows of its services", async () => {
    const folder = await newFolder()
    const config = readConfig(
      {
        PROMOTRAIL_DATA: folder,
        PROMOTRAIL_ADMIN_TOKEN: ADMIN,
        PROMOTRAIL_LOG_LEVEL: "silent",
        PROMOTRAIL_RECORD_KEY: given.record,
        PROMOTRAIL_LOG_KEY: given.log,
      },
      { page: folder, sample: folder },
    )
    if (!config.ok) throw new Error("the settings are wrong")
    const { services, app, close } = await assemble(config.value)
    onTestFinished(close)
    const secrets = [
      secretText("the administrator's token", ADMIN),
      secretKey("the record key", given.record),
      secretKey("the log key", given.log),
    ]
    const seen = new WeakSet()
    const asJson = JSON.stringify(services, (_, value: unknown) => {
      if (typeof value === "bigint") return String(value)
      if (typeof value !== "object" || value === null) return value
      if (seen.has(value)) return "seen"
      seen.add(value)
      return value
    })
    const shown = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null } as const
    for (const text of [asJson, inspect(services, shown), inspect(app, { ...shown, depth: 6 })]) {
      expect(text.length).toBeGreaterThan(RUN)
      expect(foundIn(text, secrets)).toStrictEqual([])
    }
  })
})
