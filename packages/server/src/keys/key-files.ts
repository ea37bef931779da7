import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import { KeyMistake } from "../ports/signer.ts"
import { newKey, type KeyName } from "./key-pair.ts"

/** The file of a key in a key folder. A log that succeeds another one has a key of its own. */
export const keyFile = (folder: string, name: KeyName, log: number): string =>
  join(folder, name === "log" && log > 1 ? `log-${log}.key` : `${name}.key`)

/**
 * Reads a key file; makes it where there is none and one may be made. Of two servers that make it at once one wins, and
 * both read the same. A file that others may read is refused.
 */
export function readKeyFile(folder: string, name: KeyName, log: number, mayMake: boolean): string {
  const path = keyFile(folder, name, log)
  const there = readIfThere(path)
  if (there !== undefined) return there
  if (!mayMake) {
    throw new KeyMistake(
      `${path} is missing, and records were signed with it. Put it back from where it is kept safe. ` +
        "If it is lost, docs/guides/keys.md says how the log goes on with another one.",
    )
  }
  make(folder, path, newKey(name))
  const made = readIfThere(path)
  if (made === undefined) throw new KeyMistake(`${path} was made and is gone again.`)
  return made
}

function readIfThere(path: string): string | undefined {
  try {
    const { mode } = statSync(path)
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new KeyMistake(`${path} may be read by others. Make it private (chmod 600), and think of who read it.`)
    }
    return readFileSync(path, "utf8")
  } catch (error) {
    if (error instanceof KeyMistake) throw error
    const { code = "unknown error" } = error as NodeJS.ErrnoException
    if (code === "ENOENT") return undefined
    throw new KeyMistake(`${path} cannot be read (${code}).`, { cause: error })
  }
}

/** Whole and durable, or not there: a file that appears is never a part of one. */
function make(folder: string, path: string, pem: string): void {
  const draft = `${path}.${process.pid}.new`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = openSync(draft, "wx", 0o600)
    try {
      writeSync(file, pem)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    try {
      linkSync(draft, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    } finally {
      unlinkSync(draft)
    }
    const directory = openSync(folder, "r")
    fsyncSync(directory)
    closeSync(directory)
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException
    throw new KeyMistake(`the key file ${path} cannot be made (${code}).`, { cause: error })
  }
}
