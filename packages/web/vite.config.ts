import tailwind from "@tailwindcss/vite"
import react from "@vitejs/plugin-react"
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { defineConfig, type Plugin } from "vite"

const SERVER = process.env["PROMOTRAIL_URL"] ?? "http://127.0.0.1:4680"

/** Runs the file that reads the contract's routes now, and ships what it says: the browser gets no schema library. */
function routesAsData(): Plugin {
  return {
    name: "routes-as-data",
    async load(id) {
      if (!id.endsWith("/src/api/route-table.ts")) return null
      const said = Object.entries((await import(id)) as Record<string, unknown>)
      return said.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`).join("\n")
    },
  }
}

/** Compresses each file once, as small as it gets, instead of at every request. */
function compressed(): Plugin {
  let folder = ""
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle() {
      for (const path of globSync("**/*.{html,js,css,svg}", { cwd: folder })) {
        const bytes = readFileSync(join(folder, path))
        writeFileSync(join(folder, `${path}.gz`), gzipSync(bytes, { level: 9 }))
        writeFileSync(join(folder, `${path}.br`), brotliCompressSync(bytes))
      }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [routesAsData(), react(), tailwind(), compressed()],
  resolve: { alias: { zod: join(import.meta.dirname, "no-schemas.ts") } },
  server: { proxy: { "/v1": SERVER } },
  build: {
    // The first versions that know light-dark() and the popover attribute.
    target: ["chrome123", "firefox125", "safari17.5"],
    // The content security policy allows no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What several pages share comes in one piece, not in twenty of a few hundred bytes.
      output: {
        codeSplitting: {
          groups: [{ name: "shared", test: /[\\/]src[\\/](parts|forms|pages)[\\/]|lucide|ratio/, minShareCount: 3 }],
        },
      },
      treeshake: {
        moduleSideEffects: [{ test: /packages[\\/](core|contract)[\\/]src/, sideEffects: false }],
      },
    },
  },
})
