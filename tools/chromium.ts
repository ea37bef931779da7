import { chromium, type Browser } from "playwright-core"
import { findProgram, isProgram } from "./programs.ts"

// A container's root has no sandbox to enter, and a test browser has nothing to fetch but the page under test.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

/** The system's Chromium: the one named in PROMOTRAIL_CHROMIUM, or the first on the PATH. */
export function findChromium(): string | undefined {
  const named = process.env["PROMOTRAIL_CHROMIUM"]
  if (named === undefined || named === "") return findProgram(["chromium", "chromium-browser", "google-chrome"])
  if (isProgram(named)) return named
  throw new Error(`PROMOTRAIL_CHROMIUM is ${named}, which is not a program. Correct it, or unset it.`)
}

/** Starts the system's Chromium without a window. Close it when done. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error("no system Chromium: apt-get install chromium")
  return chromium.launch({ executablePath, args: FLAGS })
}
