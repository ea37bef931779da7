import { type DecoderFactory, reportReader } from "@promotrail/evidence"
import { closeSync, openSync, readSync } from "node:fs"
import { join } from "node:path"
import { ratioFinding } from "../support/finding.ts"
import { writeJUnit } from "../support/junit.ts"
import type { Bench } from "../support/lab.ts"
import { compileC, figureOf, runC } from "../support/native.ts"
import { inPairs, timed } from "../support/timing.ts"

const CHUNK = 256 * 1024

/** P1: the reader of JUnit reports against expat in C, which checks less. */
export const readJUnit: Bench = {
  id: "P1",
  title: "read JUnit XML",
  async *measure({ quick, folder, ...lab }) {
    const path = join(folder, "report.xml")
    const { cases, failed, bytes } = writeJUnit(path, quick ? 20_000 : 100_000)
    const expat = compileC({ quick, folder, ...lab }, "expat-junit.c", ["-lexpat"])
    const theirs = () => {
      const printed = runC(expat, path)
      if (figureOf(printed, "cases") !== cases || figureOf(printed, "failed") !== failed) {
        throw new Error("expat counted other cases than were written")
      }
      return figureOf(printed, "ms")
    }
    const {
      ours,
      theirs: peer,
      ratio,
    } = await inPairs(quick ? 3 : 9, () => timed(() => read(path, cases, failed)), theirs)
    yield ratioFinding(
      `read ${cases.toLocaleString("en-GB")} cases, ${Math.round(bytes / 1e6)} MB`,
      { value: bytes / 1e3 / ours, unit: "MB/s" },
      { name: "expat in C", value: bytes / 1e3 / peer, unit: "MB/s" },
      1 / ratio,
      { atLeast: 0.4 },
    )
  },
}

const decoders: DecoderFactory = (label) => {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

/** Reads the file as an upload is read, and sees that everything was found. */
function read(path: string, cases: number, failed: number): void {
  let named = 0
  const reader = reportReader({ decoders, onTest: ({ id }) => (named += id.length) })
  const file = openSync(path, "r")
  const chunk = new Uint8Array(CHUNK)
  for (;;) {
    const length = readSync(file, chunk)
    if (length === 0) break
    reader.write(chunk.subarray(0, length))
  }
  closeSync(file)
  const { outcome, reason, counts } = reader.end()
  if (outcome !== "accepted" || counts["tests"] !== cases || named === 0) {
    throw new Error(`the reader says ${outcome}, ${JSON.stringify(counts)}: ${reason}`)
  }
  if ((counts["failed"] ?? 0) + (counts["errored"] ?? 0) !== failed) throw new Error("the reader missed failures")
}
