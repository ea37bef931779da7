import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { startServer } from "../tests/support/server.ts"
import { launchChromium } from "./chromium.ts"
import { makeFresh, PAGE } from "./products.ts"
import { ROOT } from "./repository.ts"
import { requirePinnedRuntime } from "./runtime-checksum.ts"

// The pictures of the README, taken from the running product with the sample loaded: `node tools/run.js screenshots`.
// They are not compared by a test: fonts differ from machine to machine.
const SIZE = { width: 1440, height: 900 }
const MATRIX = "/a/checkout/releases/v2.5.0"

async function loadSample(url: string, token: string): Promise<void> {
  const command = spawn(process.execPath, [join(ROOT, "packages/cli/src/main.ts"), "demo"], {
    env: { PATH: process.env["PATH"] ?? "", PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: token },
    stdio: ["ignore", "ignore", "inherit"],
  })
  const [code] = (await once(command, "exit")) as [number | null]
  if (code !== 0) throw new Error(`loading the sample ended with ${code}`)
}

await requirePinnedRuntime()
await makeFresh(PAGE)
const server = await startServer()
const browser = await launchChromium()
try {
  await loadSample(server.url, server.adminToken)
  mkdirSync(join(ROOT, "docs/images"), { recursive: true })
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ viewport: SIZE, deviceScaleFactor: 1, colorScheme, reducedMotion: "reduce" })
    await page.goto(server.url + MATRIX)
    await page.getByLabel("Token").fill(server.adminToken)
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("grid").first().waitFor()
    await page.evaluate(async () => {
      await document.fonts.ready
    })
    const path = `docs/images/matrix-${colorScheme}.png`
    await page.screenshot({ path: join(ROOT, path), animations: "disabled", caret: "hide" })
    console.log(`wrote ${path}`)
    await page.close()
  }
} finally {
  await browser.close()
  await server.stop()
}
