// Reads one report in a process of its own and prints what that took. `node read-one.ts FILE`; with --parse it is parsed
// whole by JSON.parse instead, with --parse-lines line by line.
import { closeSync, openSync, readFileSync, readSync } from "node:fs"
import { type DecoderFactory, reportReader } from "@promotrail/evidence"

const CHUNK = 256 * 1024
const decoders: DecoderFactory = (label) => {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

function read(path: string): { readonly format: string | null; readonly said: string; readonly listed: number } {
  let listed = 0
  const count = () => void listed++
  const reader = reportReader({ decoders, onTest: count, onItem: count })
  const file = openSync(path, "r")
  const chunk = new Uint8Array(CHUNK)
  for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
    if (!reader.write(chunk.subarray(0, length))) break
  }
  closeSync(file)
  const { format, outcome, reason, unfit } = reader.end()
  return { format, said: `${outcome} ${reason ?? ""}${unfit ?? ""}`.trim(), listed }
}

function parse(
  path: string,
  byLine: boolean,
): { readonly format: null; readonly said: string; readonly listed: number } {
  const text = readFileSync(path, "utf8")
  const texts = byLine ? text.split("\n").filter((line) => line !== "") : [text]
  const listed = texts.map((one) => JSON.parse(one) as unknown).length
  return { format: null, said: "accepted", listed }
}

const [path = "", how] = process.argv.slice(2)
const before = process.cpuUsage()
const began = performance.now()
const found = how === undefined ? read(path) : parse(path, how === "--parse-lines")
const wallMs = performance.now() - began
const { user, system } = process.cpuUsage(before)
console.log(
  JSON.stringify({ ...found, wallMs, cpuMs: (user + system) / 1_000, peakMb: process.resourceUsage().maxRSS / 1_024 }),
)
