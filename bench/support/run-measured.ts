import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

/** What a process needed: time on a processor, and the most memory it ever held. */
export type Needed = { readonly cpuMs: number; readonly peakMb: number }

const READ_ONE = fileURLToPath(new URL("read-one.ts", import.meta.url))

/** Reads a file in a process of its own as an upload is read, or parses it whole; its start does not count. */
export function readInProcess(
  path: string,
  how?: "--parse" | "--parse-lines",
): Needed & { readonly format: string | null } {
  const words = [READ_ONE, path, ...(how === undefined ? [] : [how])]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" })
  if (status !== 0) throw new Error(`reading ${path} ended with ${status}: ${stderr}`)
  const found = JSON.parse(stdout) as Needed & { readonly format: string | null; readonly said: string }
  if (found.said !== "accepted") throw new Error(`${path} was ${found.said}`)
  return found
}

/** Runs a program to its end under GNU time; its start counts, and what it prints is thrown away. */
export function runMeasured(time: string, program: string, words: readonly string[]): Needed {
  const { status, stderr } = spawnSync(time, ["-f", "%U %S %M", program, ...words], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  })
  const [, user, system, kilobytes] = /(\d+\.\d+) (\d+\.\d+) (\d+)\s*$/.exec(stderr) ?? []
  if (status !== 0 || user === undefined) throw new Error(`${program} ended with ${status}: ${stderr.slice(-300)}`)
  return { cpuMs: (Number(user) + Number(system)) * 1_000, peakMb: Number(kilobytes) / 1_024 }
}
