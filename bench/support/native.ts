import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { findProgram } from "../../tools/programs.ts"
import { type Lab, Missing } from "./lab.ts"

const SOURCES = fileURLToPath(new URL("../c/", import.meta.url))

/** Debian packages of the headers that a peer in C may ask for. */
const HEADERS: Readonly<Record<string, string>> = {
  "expat.h": "libexpat1-dev",
  "sqlite3.h": "libsqlite3-dev",
  "openssl/evp.h": "libssl-dev",
}

/** The path of a program, or the words that say how to get it. */
export function need(program: string, debianPackage = program): string {
  const path = findProgram([program])
  if (path === undefined) throw new Missing(`there is no ${program}: apt-get install ${debianPackage}`)
  return path
}

/** Compiles a peer written in C into the lab's folder and answers its path. */
export function compileC(lab: Lab, source: string, flags: readonly string[] = [], name = "program"): string {
  const gcc = need("gcc", "gcc libc6-dev")
  const output = join(lab.folder, `${source}.${name}`)
  const options = ["-O3", "-Wall", "-o", output, join(SOURCES, source), ...flags]
  const { status, stderr } = spawnSync(gcc, options, { encoding: "utf8" })
  if (status === 0) return output
  const header = /fatal error: (\S+): No such file/.exec(stderr)?.[1]
  const wanted = header === undefined ? undefined : HEADERS[header]
  if (wanted !== undefined) throw new Missing(`there is no ${header}: apt-get install ${wanted}`)
  throw new Error(`gcc could not compile ${source}:\n${stderr}`)
}

/** Runs a peer to its end and reads the one line of JSON it prints. */
export function runC(program: string, ...words: readonly string[]): ReadonlyMap<string, number> {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8" })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
  return new Map(Object.entries(JSON.parse(stdout) as Record<string, number>))
}

/** A figure that a peer printed. */
export function figureOf(printed: ReadonlyMap<string, number>, name: string): number {
  const value = printed.get(name)
  if (value === undefined) throw new Error(`the peer printed no ${name}`)
  return value
}
