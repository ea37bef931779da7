import { spawn, spawnSync } from "node:child_process"
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto"
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { inspect } from "node:util"
import { afterAll, describe, expect, test } from "vitest"
import { KeyMistake, type Signer } from "../ports/signer.ts"
import { keyFile } from "./key-files.ts"
import { newKey } from "./key-pair.ts"
import { signerAt } from "./open-signer.ts"

const folder = mkdtempSync(join(tmpdir(), "promotrail-keys-"))
afterAll(() => rmSync(folder, { recursive: true }))

let folders = 0
const newFolder = (): string => join(folder, String(++folders))
const message = Buffer.from("what is signed")

/** Which of both keys sign what their public halves verify. */
async function signing({ record, log }: Signer): Promise<readonly boolean[]> {
  const recordKey = createPublicKey({ key: Buffer.from(record.publicKey), format: "der", type: "spki" })
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), log.publicKey])
  const logKey = createPublicKey({ key: spki, format: "der", type: "spki" })
  return [
    verify("sha256", message, recordKey, await record.sign(message)),
    verify(null, message, logKey, await log.sign(message)),
  ]
}

describe("key files", () => {
  test("are made private at the first start, and are the same ever after", async () => {
    const open = signerAt({ kind: "folder", folder: newFolder() })
    const first = open({ log: 1, mayMake: true })
    expect(await signing(first)).toStrictEqual([true, true])
    const path = join(folder, String(folders))
    expect(readdirSync(path).toSorted()).toStrictEqual(["log.key", "record.key"])
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
    const second = open({ log: 1, mayMake: false })
    expect(second.record.id).toBe(first.record.id)
    expect(second.log.publicKey).toStrictEqual(first.log.publicKey)
  })

  test("of a log that succeeds another one have a log key of their own", () => {
    const open = signerAt({ kind: "folder", folder: newFolder() })
    const [first, second] = [open({ log: 1, mayMake: true }), open({ log: 2, mayMake: true })]
    expect(second.record.id).toBe(first.record.id)
    expect(second.log.publicKey).not.toStrictEqual(first.log.publicKey)
  })

  test.for(["record", "log"] as const)("are not made anew where the %s key is missing", (name) => {
    const path = newFolder()
    signerAt({ kind: "folder", folder: path })({ log: 1, mayMake: true })
    rmSync(keyFile(path, name, 1))
    expect(() => signerAt({ kind: "folder", folder: path })({ log: 1, mayMake: false })).toThrow(
      new RegExp(`${name}.key is missing, and records were signed with it`),
    )
    expect(existsSync(keyFile(path, name, 1))).toBe(false)
  })

  test.skipIf(process.platform === "win32")("that others may read are refused", () => {
    const path = newFolder()
    signerAt({ kind: "folder", folder: path })({ log: 1, mayMake: true })
    chmodSync(keyFile(path, "log", 1), 0o640)
    expect(() => signerAt({ kind: "folder", folder: path })({ log: 1, mayMake: true })).toThrow("may be read by others")
  })

  test("that are no keys, or of another kind, are named and never shown", () => {
    const path = newFolder()
    const open = signerAt({ kind: "folder", folder: path })
    open({ log: 1, mayMake: true })
    const recordPem = readFileSync(keyFile(path, "record", 1), "utf8")
    writeFileSync(keyFile(path, "log", 1), recordPem)
    expect(() => open({ log: 1, mayMake: false })).toThrow(
      "log.key holds another kind of key; it must be an Ed25519 key",
    )
    writeFileSync(keyFile(path, "log", 1), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    expect(() => open({ log: 1, mayMake: false })).toThrow(/log.key holds no private key in PEM(?!.*c2VjcmV0)/)
  })

  test("that two processes make at once are the same two", async () => {
    const path = newFolder()
    const script = `import { signerAt } from ${JSON.stringify(fileURLToPath(new URL("./open-signer.ts", import.meta.url)))}
      console.log(signerAt({ kind: "folder", folder: ${JSON.stringify(path)} })({ log: 1, mayMake: true }).record.id)`
    const said = await Promise.all(Array.from({ length: 4 }, () => printed(script)))
    expect(new Set(said).size).toBe(1)
    expect(readdirSync(path).toSorted()).toStrictEqual(["log.key", "record.key"])
  })
})

describe("keys that are handed in", () => {
  const [recordKey, logKey] = [newKey("record"), newKey("log")]

  test("sign", async () => {
    const signer = signerAt({ kind: "given", recordKey, logKey })({ log: 1, mayMake: false })
    expect(await signing(signer)).toStrictEqual([true, true])
  })

  test.for([
    ["PROMOTRAIL_RECORD_KEY holds another kind of key", { recordKey: logKey, logKey }],
    ["PROMOTRAIL_LOG_KEY holds another kind of key", { recordKey, logKey: recordKey }],
    [
      "PROMOTRAIL_RECORD_KEY holds another kind of key",
      { recordKey: pemOf(generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey), logKey },
    ],
    ["PROMOTRAIL_LOG_KEY holds no private key", { recordKey, logKey: "nonsense" }],
  ] as const)("are refused: %s", ([why, keys]) => {
    expect(() => signerAt({ kind: "given", ...keys })({ log: 1, mayMake: false })).toThrow(why)
  })

  test("stay out of whatever is printed of a signer", () => {
    const signer = signerAt({ kind: "given", recordKey, logKey })({ log: 1, mayMake: false })
    const secrets = [recordKey, logKey].map((pem) => pem.split("\n")[1] ?? "")
    for (const text of [inspect(signer, { depth: 9, showHidden: true }), JSON.stringify(signer)]) {
      for (const secret of secrets) expect(text).not.toContain(secret)
      expect(text).not.toContain("PRIVATE")
    }
  })
})

describe("a program that signs", () => {
  const keys = newFolder()
  signerAt({ kind: "folder", folder: keys })({ log: 1, mayMake: true })

  /** A program in one file: it has the keys of the folder, and `twist` says what is wrong with it. */
  const program = (twist = ""): readonly [string, string] => {
    const path = join(folder, `signer-${++folders}.mjs`)
    writeFileSync(
      path,
      `import { createPrivateKey, createPublicKey, sign } from "node:crypto"
       import { readFileSync } from "node:fs"
       import { buffer } from "node:stream/consumers"
       const [, , what, name] = process.argv
       let key = createPrivateKey(readFileSync(${JSON.stringify(keys)} + "/" + name + ".key"))
       ${twist}
       if (what === "public") process.stdout.write(createPublicKey(key).export({ type: "spki", format: "pem" }))
       else process.stdout.write(sign(name === "record" ? "sha256" : null, await buffer(process.stdin), key))`,
    )
    return [process.execPath, path]
  }
  const opened = (twist?: string): Signer =>
    signerAt({ kind: "command", command: program(twist) })({ log: 1, mayMake: false })

  test("is asked for its keys, and signs", async () => {
    const signer = opened()
    expect(await signing(signer)).toStrictEqual([true, true])
    const own = signerAt({ kind: "folder", folder: keys })({ log: 1, mayMake: false })
    expect(signer.record.id).toBe(own.record.id)
  })

  test.for([
    ["fails", `if (what === "sign") process.exit(3)`, "failed (exit code 3)"],
    [
      "signs something else",
      `if (what === "sign") { console.log("no signature"); process.exit(0) }`,
      "is no signature by its own key",
    ],
    [
      "answers without end",
      `if (what === "sign") { process.stdout.write(Buffer.alloc(1_000_000)); process.exitCode = 0 }`,
      "failed",
    ],
  ] as const)("that %s signs nothing", async ([, twist, why]) => {
    const { record, log } = opened(twist)
    await expect(async () => record.sign(message)).rejects.toThrow(why)
    await expect(async () => log.sign(message)).rejects.toThrow(KeyMistake)
  })

  test("that has no keys, or others than are asked for, is named at the start", () => {
    expect(() => opened(`if (what === "public") process.exit(1)`)).toThrow("public record` failed (exit code 1)")
    expect(() => opened(`if (what === "public") { console.log("?"); process.exit(0) }`)).toThrow(
      "must print a P-256 key as PEM",
    )
    expect(() => signerAt({ kind: "command", command: [join(folder, "none")] })({ log: 1, mayMake: false })).toThrow(
      "ENOENT",
    )
  })
})

test.skipIf(spawnSync("ssh-keygen", ["-?"]).error !== undefined || spawnSync("openssl", ["version"]).status !== 0)(
  "the id of a record key is what ssh-keygen calls its fingerprint (skipped where there is none)",
  () => {
    const path = newFolder()
    const { record } = signerAt({ kind: "folder", folder: path })({ log: 1, mayMake: true })
    const { stdout } = spawnSync("ssh-keygen", ["-y", "-f", keyFile(path, "record", 1)], { encoding: "utf8" })
    const shown = spawnSync("ssh-keygen", ["-lf", "-"], { input: stdout, encoding: "utf8" }).stdout
    expect(shown).toContain(record.id)
  },
)

function pemOf(key: ReturnType<typeof generateKeyPairSync>["privateKey"]): string {
  return typeof key === "object" && "export" in key ? key.export({ type: "pkcs8", format: "pem" }).toString() : ""
}

function printed(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    let text = ""
    child.stdout.on("data", (piece: Buffer) => (text += piece.toString()))
    child.on("error", reject).on("close", () => resolve(text.trim()))
  })
}
