import { randomBytes } from "node:crypto"
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs"
import { refused, wrongUsage } from "./failure.ts"

/** A file to be written: its name for people, where it is, and whether one that is there may go. */
export type WholeFile = { readonly name: string; readonly path: string; readonly mayReplace: boolean }

/**
 * Writes a file so that it is there whole or not at all: beside its place, and put there once `check` has found nothing
 * wrong with it. One that is there stays, unless it may be replaced. Answers how many bytes.
 */
export async function writeWhole(
  { name, path, mayReplace }: WholeFile,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  check: (path: string) => void = () => {},
): Promise<number> {
  refuseExisting({ name, path, mayReplace })
  const beside = `${path}.${randomBytes(6).toString("hex")}.part`
  let file: number | undefined
  try {
    file = openSync(beside, "wx", 0o600)
    let bytes = 0
    for await (const piece of pieces) {
      for (let done = 0; done < piece.length;) done += writeSync(file, piece, done)
      bytes += piece.length
    }
    fsyncSync(file)
    closeSync(file)
    file = undefined
    check(beside)
    // A link is never made over a file that came meanwhile.
    if (mayReplace) renameSync(beside, path)
    else linkSync(beside, path)
    return bytes
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === "EEXIST") throw existing(name)
    if (syscall !== undefined && code !== undefined && ["open", "write", "fsync", "rename", "link"].includes(syscall))
      throw refused(`${name} cannot be written (${code}).`)
    throw error
  } finally {
    if (file !== undefined) closeSync(file)
    rmSync(beside, { force: true })
  }
}

/** Ends the command where a file is that must stay: before anything was asked. */
export function refuseExisting({ name, path, mayReplace }: WholeFile): void {
  if (!mayReplace && existsSync(path)) throw existing(name)
}

const existing = (name: string) => wrongUsage(`${name} exists. Give another name, or --force to replace it.`)
