import { spawn } from "node:child_process"
import { once } from "node:events"
import { tmpdir } from "node:os"
import { onTestFinished } from "vitest"
import {
  append,
  EMPTY_FRONTIER,
  formatCheckpoint,
  formatHash,
  formatNote,
  proveConsistency,
  rangesOver,
  rootOf,
} from "@promotrail/core"
import { LEDGER_HASHER, sha256 } from "@promotrail/server"
import { FILE } from "./command.ts"
import type { Hand } from "./log-maker.ts"

/** A witness as an audit team runs it: the bundled command, in a process of its own. */
export type WitnessProcess = {
  readonly url: Promise<string>
  readonly said: () => string
  readonly signal: (name: "SIGTERM" | "SIGKILL") => void
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

/** Starts `promotrail witness` on a free port. It does not outlive the test. */
export function startWitness(flags: readonly string[]): WitnessProcess {
  const child = spawn(process.execPath, [FILE, "witness", "--port", "0", ...flags], {
    cwd: tmpdir(),
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let said = ""
  const { promise: url, resolve, reject } = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text
      const found = /listens on (http:\/\/\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
  }
  const ended = once(child, "close").then(([code, signal]) => {
    reject(new Error(`the witness ended with ${String(code ?? signal)}:\n${said}`))
    return { code: code as number | null, signal: signal as string | null }
  })
  url.catch(() => undefined)
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL")
    await ended
  })
  return { url, said: () => said, signal: (name) => void child.kill(name), ended }
}

/** The key that a witness said it has. */
export const vkeyIn = (said: string): string => /^(?:Made a key|Key): (\S+)$/m.exec(said)?.[1] ?? ""

/** A log that only has hashes: what a witness needs of one. */
export type SmallLog = {
  readonly leaves: readonly string[]
  readonly checkpoint: (size: number) => string
  /** The body of an `add-checkpoint` request. */
  readonly asking: (old: number, size: number) => string
}

/** A log of this origin whose entries are these texts, signed by `hand`. */
export function smallLog(origin: string, hand: Hand, entries: readonly string[]): SmallLog {
  const leaves = entries.map((entry) => LEDGER_HASHER.leaf(Buffer.from(entry)))
  const hashOf = rangesOver((index) => leaves[index] ?? "", LEDGER_HASHER)
  const checkpoint = (size: number): string => {
    const frontier = leaves.slice(0, size).reduce((tree, leaf) => append(tree, leaf, LEDGER_HASHER), EMPTY_FRONTIER)
    const root = rootOf(frontier, LEDGER_HASHER, sha256)
    const text = formatCheckpoint({ origin, size, root, extensions: [] })
    return formatNote({ text, signatures: [hand.sign(text)] })
  }
  const asking = (old: number, size: number): string => {
    const proof = old > 0 && old < size ? proveConsistency(old, size, hashOf) : []
    return [`old ${old}`, ...proof.map(formatHash), "", checkpoint(size)].join("\n")
  }
  return { leaves, checkpoint, asking }
}

/** Asks a witness, and answers its status, its media type and what it said. */
export async function addCheckpoint(url: string, body: string | Uint8Array<ArrayBuffer>) {
  const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body })
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() }
}

/** Where a witness gives the newest checkpoint of an origin. */
export const checkpointPath = (origin: string): string => `/${sha256(origin)}/checkpoint`
