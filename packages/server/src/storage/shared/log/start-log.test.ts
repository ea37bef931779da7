import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { tileBytes } from "../../../app/log-files.ts"
import { StorageUnavailable, type Store } from "../../../ports/store.ts"
import { KeyMistake, type Signing } from "../../../ports/signer.ts"
import { folderBlobs } from "../../blobs/folder-blobs.ts"
import { publishLogs } from "../../published/publish.ts"
import { openSqliteStore } from "../../sqlite/store.ts"
import { verifyState } from "../../verify/verify.ts"
import { app, event } from "../../world.contract.ts"
import { keysForTests } from "./start.contract.ts"

// What a start does with the log it finds, with real files.

let folder = ""
let stores: Store[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promotrail-start-"))
  stores = []
})
afterEach(async () => {
  for (const store of stores) await store.close()
  rmSync(folder, { recursive: true })
})

const database = () => join(folder, "promotrail.db")
const published = () => join(folder, "log")

async function open(signing: Partial<Signing> = {}): Promise<Store> {
  const store = await openSqliteStore({
    folder,
    signing: { signer: { kind: "folder", folder: join(folder, "keys") }, published: published(), ...signing },
  })
  stores.push(store)
  return store
}

async function close(store: Store): Promise<void> {
  stores = stores.filter((each) => each !== store)
  await store.close()
}

async function write(store: Store, ...patterns: readonly string[]): Promise<void> {
  if ((await store.read.application(app())) === undefined) {
    await store.commit({
      event: event("policy.applied", { application: app(), policy: `sha256:${"0".repeat(64)}` as never }),
    })
  }
  for (const pattern of patterns) {
    await store.commit({ event: event("tests.retired", { application: app(), pattern, reason: "gone" }) })
  }
}

const publish = (store: Store) =>
  publishLogs(store.read, (number, tile) => tileBytes(store.read, number, tile), published())
const newest = async (store: Store) => (await store.read.logs()).at(-1)
/** What of the state and the log does not agree, but for the policy that the tests only name. */
const wrong = async (store: Store) => {
  const { state, root, recomputedRoot } = await verifyState(store, await folderBlobs(folder))
  return [...state.flatMap(({ differences }) => differences), ...(root === recomputedRoot ? [] : ["root"])]
}

/** The database as it is now, to be put back later. */
async function backup(store: Store): Promise<() => void> {
  const copy = `${database()}.backup`
  await close(store)
  const other = new DatabaseSync(database())
  other.prepare("vacuum into ?").run(copy)
  other.close()
  return () => {
    for (const suffix of ["-wal", "-shm"]) rmSync(`${database()}${suffix}`, { force: true })
    copyFileSync(copy, database())
  }
}

function behindOurBack(sql: string): void {
  const other = new DatabaseSync(database())
  other.exec(sql)
  other.close()
}

test("a log goes on where it was: one genesis, however often it is opened", async () => {
  const first = await open()
  await write(first, "a")
  const before = await newest(first)
  await close(first)
  const second = await open()
  expect(await newest(second)).toStrictEqual(before)
  await write(second, "b")
  expect((await newest(second))?.size).toBe((before?.size ?? 0) + 1)
  expect(await wrong(second)).toStrictEqual([])
})

describe("an older backup of the database", () => {
  const restored = async (): Promise<number> => {
    const first = await open()
    await write(first, "a", "b")
    const restore = await backup(first)
    const second = await open()
    await write(second, "c", "d", "e")
    await publish(second)
    const size = (await newest(second))?.size ?? 0
    await close(second)
    restore()
    return size
  }

  test("is not signed with", async () => {
    const size = await restored()
    await expect(open()).rejects.toThrow(
      new RegExp(
        `has ${size} records, this database ${size - 3}: an older backup was restored.*PROMOTRAIL_LOG_RECOVER=1`,
      ),
    )
    await expect(open()).rejects.toThrow(StorageUnavailable)
  })

  test("takes over what was published when told to, and continues exactly that", async () => {
    const size = await restored()
    const kept = readFileSync(join(published(), originIn(), "checkpoint"), "utf8")
    const store = await open({ recover: true })
    const head = await newest(store)
    expect(head?.size).toBe(size + 1) // and the entry that says so
    expect(await store.read.logRoot(1, size)).toBe(rootIn(kept))
    expect((await store.read.records(1, size - 3, 4)).map(({ payload }) => payload === null)).toStrictEqual([
      true,
      true,
      true,
      false,
    ])
    const [last] = (await store.read.entryList({ limit: 1 })).rows
    expect(last?.kind).toBe("log.recovered")
    expect(await wrong(store)).toStrictEqual([])
    await write(store, "f")
    await publish(store)
    await close(store)
    expect(await wrong(await open())).toStrictEqual([])
  })

  test("takes nothing over that is not what the published checkpoint stands for", async () => {
    await restored()
    const entries = join(published(), originIn(), "tile/entries/000.p")
    const [bundle = ""] = readdirSync(entries).map((name) => join(entries, name))
    writeFileSync(bundle, flippedAtTheEnd(readFileSync(bundle)))
    await expect(open({ recover: true })).rejects.toThrow("nothing was taken over")
    rmSync(entries, { recursive: true })
    await expect(open({ recover: true })).rejects.toThrow("nothing was taken over")
  })

  test("that went on by itself is a fork, and stays one whatever it is told", async () => {
    await restored()
    cpSync(published(), `${published()}.kept`, { recursive: true })
    rmSync(published(), { recursive: true })
    const store = await open()
    await write(store, "other", "entries", "than", "before")
    await close(store)
    cpSync(`${published()}.kept`, published(), { recursive: true })
    await expect(open()).rejects.toThrow("one of them is a fork")
    await expect(open({ recover: true })).rejects.toThrow("one of them is a fork")
  })

  /** The only log that was published. */
  const originIn = () => readdirSync(published()).find((name) => !name.startsWith(".")) ?? ""
})

const flippedAtTheEnd = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.map((byte, at) => (at === bytes.length - 9 ? byte ^ 1 : byte)))
const rootIn = (note: string): string => Buffer.from(note.split("\n")[2] ?? "", "base64").toString("hex")

describe("a log that was changed", () => {
  test.for([
    ["its head", "update log_head set size = size - 1", "its head is not what was signed"],
    ["its subtrees", "update log_head set roots = '[]'", "its head is not what was signed"],
    // A letter of the signature, whatever it was.
    [
      "its checkpoint",
      `update log_head set note = substr(note, 1, length(note) - 20) ||
        case substr(note, length(note) - 19, 1) when 'A' then 'B' else 'A' end || substr(note, length(note) - 18)`,
      "its checkpoint is not signed by its key",
    ],
    [
      "the hash of its last record",
      "update record set hash = '00' where idx = (select max(idx) from record)",
      "its records are not those of its head",
    ],
    [
      "its last record",
      "delete from record where idx = (select max(idx) from record)",
      "its records are not those of its head",
    ],
  ] as const)("%s: nothing more is signed", async ([, sql, found]) => {
    const store = await open()
    await write(store, "a", "b")
    await close(store)
    behindOurBack(sql)
    await expect(open()).rejects.toThrow(found)
  })
})

describe("other keys", () => {
  test("another record key is entered, and signs from there on", async () => {
    const store = await open()
    await write(store, "a")
    const before = await newest(store)
    await close(store)
    rmSync(join(folder, "keys/record.key"))
    writeFileSync(join(folder, "keys/record.key"), keysForTests().record, { mode: 0o600 })
    const again = await open()
    const added = await again.read.records(1, before?.size ?? 0, 10)
    expect(added.map(({ predicate }) => predicate)).toStrictEqual(["urn:promotrail:attestation:access-change:v1"])
    const keys = (await again.read.signingKeys()).filter(({ kind }) => kind === "record").map(({ id }) => id)
    expect(keys).toHaveLength(2)
    expect(JSON.parse(added[0]?.payload ?? "{}")).toMatchObject({
      predicate: { change: "key.rotated", key: added[0]?.key, before: keys.find((id) => id !== added[0]?.key) },
    })
    expect(await wrong(again)).toStrictEqual([])
  })

  test("another log key under the same name is refused", async () => {
    await close(await open())
    rmSync(join(folder, "keys/log.key"))
    writeFileSync(join(folder, "keys/log.key"), keysForTests().log, { mode: 0o600 })
    await expect(open()).rejects.toThrow("the log key is not that of the log")
    await expect(open()).rejects.toThrow(KeyMistake)
  })

  test("another name seals the log and begins one that succeeds it", async () => {
    const store = await open()
    await write(store, "a")
    await close(store)
    const again = await open({ origin: "second.example" })
    const [first, second] = await again.read.logs()
    expect(second).toMatchObject({ log: 2, origin: "second.example" })
    expect(second?.vkey).not.toContain(first?.vkey.split("+").at(-1))
    const [seal] = await again.read.records(1, (first?.size ?? 0) - 1, 1)
    expect(JSON.parse(seal?.payload ?? "{}")).toMatchObject({
      predicateType: "urn:promotrail:attestation:ledger-seal:v1",
      predicate: { successor: { origin: "second.example", logKey: second?.vkey } },
    })
    const [genesis] = await again.read.records(2, 0, 1)
    expect(JSON.parse(genesis?.payload ?? "{}")).toMatchObject({
      predicate: { succeeds: { origin: first?.origin, checkpoint: first?.note }, earlier: null },
    })
    await write(again, "b")
    expect(await wrong(again)).toStrictEqual([])
    await close(again)
    // The setting stays: the same log goes on.
    const third = await open({ origin: "second.example" })
    expect(await third.read.logs()).toHaveLength(2)
  })

  test("a log whose key is lost is succeeded without a seal", async () => {
    const store = await open()
    await write(store, "a")
    const before = await newest(store)
    await close(store)
    rmSync(join(folder, "keys/log.key"))
    await expect(open()).rejects.toThrow("log.key is missing")
    const again = await open({ origin: "second.example" })
    const [first] = await again.read.logs()
    expect(first).toStrictEqual(before)
    const [genesis] = await again.read.records(2, 0, 1)
    expect(JSON.parse(genesis?.payload ?? "{}")).toMatchObject({
      predicate: { succeeds: { checkpoint: before?.note } },
    })
    expect(await wrong(again)).toStrictEqual([])
  })

  test("a name that is no host name is refused", async () => {
    await expect(open({ origin: "Not a name" })).rejects.toThrow("it must be a host name in lower case")
  })
})

test("a program that signs no more: nothing is written, nothing is acknowledged, and it goes on with it", async () => {
  const switched = join(folder, "off")
  const path = join(folder, "signer.mjs")
  const keys = keysForTests()
  writeFileSync(
    path,
    `import { createPrivateKey, createPublicKey, sign } from "node:crypto"
     import { existsSync } from "node:fs"
     import { buffer } from "node:stream/consumers"
     const [, , what, name] = process.argv
     const key = createPrivateKey(${JSON.stringify(keys)}[name])
     if (what === "public") process.stdout.write(createPublicKey(key).export({ type: "spki", format: "pem" }))
     else if (existsSync(${JSON.stringify(switched)})) process.exit(5)
     else process.stdout.write(sign(name === "record" ? "sha256" : null, await buffer(process.stdin), key))`,
  )
  const store = await open({ signer: { kind: "command", command: [process.execPath, path] } })
  await write(store, "a")
  const before = [await newest(store), await store.read.head()]
  writeFileSync(switched, "")
  await expect(write(store, "b")).rejects.toThrow(
    /The ledger cannot be signed: .*failed \(exit code 5\).*Nothing was written/,
  )
  expect([await newest(store), await store.read.head()]).toStrictEqual(before)
  rmSync(switched)
  await write(store, "b")
  expect(await wrong(store)).toStrictEqual([])
})
