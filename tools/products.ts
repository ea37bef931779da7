import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import manifest from "../packages/cli/package.json" with { type: "json" }
import type { Plugin } from "rolldown"
import { asText, bundleText } from "./bundling.ts"
import { freshen, type Product } from "./fresh.ts"
import { ROOT } from "./repository.ts"

const SETTINGS = ["package-lock.json", "tsconfig.base.json", "tools/{products,bundling}.ts"]

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

/** The server is a package of its own, with threads and a page in files of their own: `serve` looks for it when asked to. */
const LEFT_OUT: Plugin = {
  name: "left-out",
  resolveId: (source) => (source === "@promotrail/server" ? { id: source, external: true } : null),
}

/** What a gate is asked without. It must not wait for the engine to look through all of it. */
const COLD = {
  "@promotrail/core": "packages/core/src/index.ts",
  "@promotrail/contract": "packages/contract/src/index.ts",
  "@promotrail/evidence": "packages/evidence/src/index.ts",
}

/** The command, as it is published: one CommonJS file without dependencies, every verb in it, each loaded only when asked for. */
export const COMMAND: Product = {
  name: "command",
  inputs: ["packages/{cli,core,evidence,contract}/**", ...SETTINGS],
  output: "packages/cli/dist/promotrail.cjs",
  async build() {
    const program = await bundleText("packages/cli/src/main.ts", [LEFT_OUT, asText(COLD)])
    const file = join(ROOT, COMMAND.output)
    mkdirSync(dirname(file), { recursive: true })
    const banner = `#!/usr/bin/env node\n/*! promotrail ${manifest.version} */\n${TOO_OLD}\n`
    // Whole or not at all: somebody may be running it.
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, banner + inAscii(program.replace(/^#!.*\n/, "")), { mode: 0o755 })
    renameSync(draft, file)
  },
}

/**
 * Pipelines bring Nodes of their own; one that cannot run the rest is told so, and ends as one that has no answer.
 * In a function, because the minified program behind it has given away every short name.
 */
const TOO_OLD =
  '(function(v){if(v[0]<24||(v[0]==24&&v[1]<15)){console.error("promotrail needs Node 24.15 or newer, and this is Node "+process.versions.node+".");process.exit(69)}})(process.versions.node.split("."));'

/** The same program without a letter beyond ASCII, so that the engine can keep the file as the bytes it is. */
function inAscii(program: string): string {
  return program.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

/** Makes of these what is not fresh, and says what it makes. */
export async function makeFresh(...products: readonly Product[]): Promise<void> {
  for (const product of products) {
    const before = performance.now()
    if (await freshen(product)) console.log(`built the ${product.name} in ${Math.round(performance.now() - before)} ms`)
  }
}
