import { readFileSync } from "node:fs"
import { join } from "node:path"
import { read, type Read } from "./reading.ts"

const FOLDER = join(import.meta.dirname, "../../../fixtures/evidence")

/** The bytes of a report that a tool really wrote (`fixtures/README.md`). */
export const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, path)))

/** How such a report is taken and what it counts, as the tables beside the readers say it: nothing that is zero. */
export function readFixture(
  path: string,
): { format: string | null; says: string; counts: Record<string, number> } & Read {
  const reading = read(fixture(path))
  const { format, outcome, code, unfit, counts } = reading.report
  const says = outcome === "accepted" ? (unfit === null ? "accepted" : "unfit") : `${outcome}: ${code}`
  return { ...reading, format, says, counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0)) }
}
