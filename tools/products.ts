import { spawn } from "node:child_process"
import { once } from "node:events"
import { rolldown } from "rolldown"
import manifest from "../packages/cli/package.json" with { type: "json" }
import { freshen, type Product } from "./fresh.ts"
import { ROOT } from "./repository.ts"

const SETTINGS = ["package-lock.json", "tsconfig.base.json", "tools/products.ts"]

/** The page, as the server serves it. */
export const PAGE: Product = {
  name: "page",
  inputs: ["packages/{web,core,contract}/**", ...SETTINGS],
  output: "packages/web/dist/index.html",
  async build() {
    const vite = spawn(
      process.execPath,
      ["node_modules/vite/bin/vite.js", "build", "packages/web", "--logLevel", "warn"],
      {
        cwd: ROOT,
        stdio: "inherit",
      },
    )
    const [code] = await once(vite, "exit")
    if (code !== 0) throw new Error("vite could not build the page; its message stands above")
  },
}

/** The command, as it is published: one CommonJS file without dependencies, every verb in it, each started only when asked for. */
export const COMMAND: Product = {
  name: "command",
  inputs: ["packages/{cli,server,core,evidence,contract}/**", ...SETTINGS],
  output: "packages/cli/dist/promotrail.cjs",
  async build() {
    const bundle = await rolldown({
      cwd: ROOT,
      input: "packages/cli/src/main.ts",
      platform: "node",
      // A native accelerator that pg only looks for, and works without.
      external: ["pg-native"],
      checks: { unresolvedImport: true },
    })
    await bundle.write({
      file: COMMAND.output,
      format: "cjs",
      minify: true,
      codeSplitting: false,
      banner: `#!/usr/bin/env node\n/*! promotrail ${manifest.version} */`,
    })
    await bundle.close()
  },
}

/** Makes of these what is not fresh, and says what it makes. */
export async function makeFresh(...products: readonly Product[]): Promise<void> {
  for (const product of products) {
    const before = performance.now()
    if (await freshen(product)) console.log(`built the ${product.name} in ${Math.round(performance.now() - before)} ms`)
  }
}
