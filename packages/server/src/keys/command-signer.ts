import { spawn, spawnSync } from "node:child_process"
import { createPublicKey, verify, type KeyObject } from "node:crypto"
import { KeyMistake, type Signer } from "../ports/signer.ts"
import { isOfKind, KIND_WORDS, rawEd25519, recordIdentity, type KeyName } from "./key-pair.ts"

const TIMEOUT_MS = 10_000
const MAX_ANSWER = 65_536

type Command = readonly [string, ...string[]]

/**
 * Signing by a program, for keys that stay where they are (a KMS, a PKCS#11 token). `COMMAND public record|log` prints
 * the public key as PEM; `COMMAND sign record|log` reads the message from standard input and writes the signature:
 * DER for records, 64 bytes for the log. What it answers is verified before it is used.
 */
export function commandSigner(command: Command): Signer {
  const keys = { record: publicKeyOf(command, "record"), log: publicKeyOf(command, "log") }
  return {
    record: { ...recordIdentity(keys.record), sign: (message) => signed(command, "record", keys.record, message) },
    log: { publicKey: rawEd25519(keys.log), sign: (message) => signed(command, "log", keys.log, message) },
  }
}

function publicKeyOf([program, ...words]: Command, name: KeyName): KeyObject {
  const { status, stdout, error } = spawnSync(program, [...words, "public", name], {
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_ANSWER,
    encoding: "utf8",
  })
  if (status !== 0) {
    throw new KeyMistake(
      `the signer \`${program} public ${name}\` failed (${error?.message ?? `exit code ${status}`}).`,
    )
  }
  let key: KeyObject | undefined
  try {
    key = createPublicKey(stdout)
  } catch {
    // Said below, with what it should be.
  }
  if (key === undefined || !isOfKind(name, key)) {
    throw new KeyMistake(
      `the signer \`${program} public ${name}\` must print ${KIND_WORDS[name]} as PEM; it printed something else.`,
    )
  }
  return key
}

async function signed(command: Command, name: KeyName, key: KeyObject, message: Uint8Array): Promise<Uint8Array> {
  const signature = await run(command, name, message)
  if (!verify(name === "record" ? "sha256" : null, message, key, signature)) {
    throw new KeyMistake(`the signer \`${command[0]} sign ${name}\` answered what is no signature by its own key.`)
  }
  return signature
}

function run([program, ...words]: Command, name: KeyName, message: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const failed = (why: string) => reject(new KeyMistake(`the signer \`${program} sign ${name}\` failed (${why}).`))
    const child = spawn(program, [...words, "sign", name], { stdio: ["pipe", "pipe", "ignore"], timeout: TIMEOUT_MS })
    const pieces: Buffer[] = []
    let total = 0
    child.stdout.on("data", (piece: Buffer) => {
      total += piece.length
      if (total <= MAX_ANSWER) pieces.push(piece)
    })
    child.on("error", ({ message: why }) => failed(why))
    child.on("close", (code, signal) => {
      if (code === 0 && total <= MAX_ANSWER) resolve(Buffer.concat(pieces))
      else failed(signal === null ? `exit code ${code}` : `ended by ${signal}`)
    })
    child.stdin.on("error", () => undefined) // it ended without reading; its exit code says more
    child.stdin.end(message)
  })
}
