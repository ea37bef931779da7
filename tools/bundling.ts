import { resolve } from "node:path"
import { gzipSync } from "node:zlib"
import { rolldown, type InputOptions, type OutputOptions, type Plugin } from "rolldown"
import { ROOT } from "./repository.ts"

const OUTPUT: OutputOptions = { format: "cjs", minify: true, codeSplitting: false }

/** One program in one CommonJS text: its packages in it, nothing beside it but Node. */
export async function bundleText(input: string, plugins: readonly Plugin[] = []): Promise<string> {
  const bundle = await rolldown(inputOf(input, plugins))
  try {
    const { output } = await bundle.generate(OUTPUT)
    if (output.length > 1) throw new Error(`${input} makes ${output.length} files, but must make one`)
    return output[0].code
  } finally {
    await bundle.close()
  }
}

/**
 * Keeps packages in the bundle as one packed text, which is unpacked and compiled when the first of them is imported.
 * The engine looks through every function of a program, also of one that never runs; it reads over a text.
 */
export function asText(entries: Readonly<Record<string, string>>): Plugin {
  const names = Object.keys(entries)
  return {
    name: "as-text",
    resolveId: (source) => (source === ALL || names.includes(source) ? `${MARK}${source}` : null),
    async load(id) {
      if (!id.startsWith(MARK)) return null
      if (id !== MARK + ALL) return `module.exports = require("${ALL}")["${id.slice(MARK.length)}"]`
      const packed = gzipSync(await bundleText(ALL, [together(entries)]), { level: 9 }).toString("base64")
      return `
        const { Module } = require("node:module")
        const { gunzipSync } = require("node:zlib")
        const program = new Module(__filename)
        program._compile(gunzipSync(Buffer.from("${packed}", "base64")).toString(), __filename)
        module.exports = program.exports
      `
    },
  }
}

const MARK = "\0text-of:"
const ALL = "all-that-is-text"

/** A program that exports each of these programs under its name. */
function together(entries: Readonly<Record<string, string>>): Plugin {
  const lines = Object.entries(entries).map(([name, entry]) => {
    return `export * as "${name}" from "${resolve(ROOT, entry).replaceAll("\\", "/")}"`
  })
  return {
    name: "together",
    resolveId: (source) => (source === ALL ? `${MARK}${source}` : null),
    load: (id) => (id === MARK + ALL ? lines.join("\n") : null),
  }
}

function inputOf(input: string, plugins: readonly Plugin[]): InputOptions {
  return {
    cwd: ROOT,
    input,
    plugins: [...plugins],
    platform: "node",
    // A native accelerator that pg only looks for, and works without.
    external: ["pg-native"],
    onLog(level, log, handle) {
      // What is not in the file would be missing on the machine of the person who runs it.
      if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message)
      handle(level, log)
    },
  }
}
