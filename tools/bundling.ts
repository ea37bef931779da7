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
 * Keeps a package in the bundle as packed text, which is unpacked and compiled when it is first imported.
 * The engine looks through every function of a program, also of one that never runs; it reads over a text.
 */
export function asText(name: string, entry: string): Plugin {
  const id = `\0text-of:${name}`
  return {
    name: `text-of-${name}`,
    resolveId: (source) => (source === name ? id : null),
    async load(wanted) {
      if (wanted !== id) return null
      const packed = gzipSync(await bundleText(entry), { level: 9 }).toString("base64")
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
