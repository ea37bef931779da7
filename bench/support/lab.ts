import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Finding } from "./finding.ts"

/** Where a promise is measured. */
export type Lab = {
  /** Fewer rounds and smaller data: to see that a script works, not to believe its figures. */
  readonly quick: boolean
  /** A folder of this run's own, gone afterwards. */
  readonly folder: string
  readonly say: (line: string) => void
}

/** A promise of `docs/performance.md` and how it is measured. */
export type Bench = {
  readonly id: string
  readonly title: string
  readonly measure: (lab: Lab) => AsyncIterable<Finding>
}

/** Something this machine does not have; the promise is skipped and the words say how to get it. */
export class Missing extends Error {
  override readonly name = "Missing"
}

/** Makes a lab, uses it, and clears it away however that ended. */
export async function withLab<T>(
  quick: boolean,
  say: (line: string) => void,
  use: (lab: Lab) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-bench-"))
  try {
    return await use({ quick, folder, say })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
