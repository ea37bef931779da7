import tailwind from "@tailwindcss/vite"
import react from "@vitejs/plugin-react"
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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [routesAsData(), react(), tailwind()],
  server: { proxy: { "/v1": SERVER } },
  build: {
    // The first versions that know light-dark() and the popover attribute.
    target: ["chrome123", "firefox125", "safari17.5"],
    // The content security policy allows no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /packages[\\/](core|contract)[\\/]src/, sideEffects: false }] },
    },
  },
})
