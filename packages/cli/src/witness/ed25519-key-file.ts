import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto"
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs"
import { dirname } from "node:path"
import { refused } from "../failure.ts"

/** Makes an Ed25519 key and keeps it: whole or not at all, and readable by its owner alone from the first moment. */
export function makeKeyFile(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519")
  const draft = `${path}.${randomBytes(8).toString("hex")}`
  try {
    const file = openSync(draft, "wx", 0o600)
    try {
      writeSync(file, privateKey.export({ format: "pem", type: "pkcs8" }).toString())
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
  syncFolder(dirname(path))
  return privateKey
}

/** The key of a file; undefined where there is none. One that others may read is refused: it may be theirs, too. */
export function readKeyFile(path: string): KeyObject | undefined {
  if (!existsSync(path)) return undefined
  // Windows has no such bits.
  if (process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0)
    throw refused(`${path} may be read by others than its owner. Ask who has read it; then: chmod 600 ${path}`)
  let key: KeyObject | undefined
  try {
    key = createPrivateKey(readFileSync(path))
  } catch {
    key = undefined // the error would repeat what was read
  }
  if (key?.asymmetricKeyType !== "ed25519") throw refused(`${path} holds no Ed25519 key. Was the file changed or cut?`)
  return key
}

/** The 32 bytes of its public half. */
export const publicBytes = (key: KeyObject): Uint8Array =>
  Uint8Array.from(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32))

/** A name in a folder is durable when the folder is; not every system lets a folder be opened. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return
  const file = openSync(folder, "r")
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
