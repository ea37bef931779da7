import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { wrongUsage } from "./failure.ts"
import { nearest } from "./nearest.ts"

/** The settings a project keeps beside its code. Flat on purpose, so that reading it costs nothing. */
export type ProjectFile = { readonly path: string; readonly values: ReadonlyMap<string, string> }

const NAME = ".promotrail.yaml"
const KEYS = ["application", "release", "environment", "url"]
const LIMIT = 65_536
/** `key: value`, the value plain or in quotes, with a comment after it or not. */
const LINE = /^([A-Za-z][\w-]*):[ \t]+(?:"([^"\\]*)"|'([^']*)'|([^\s"'#&*!|>[\]{}%@`,][^#]*?))[ \t]*(?:[ \t]#.*)?$/

/** The nearest `.promotrail.yaml`, in this folder or one above it. */
export function findProjectFile(folder: string): ProjectFile | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, NAME)
    const text = textOf(path)
    if (text !== undefined) return { path, values: readProjectFile(text, path) }
    if (dirname(at) === at) return undefined
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined
    throw wrongUsage(`${path} cannot be read (${code}). Mend its permissions, or give everything as flags.`)
  }
}

/** Its lines, or one sentence about the first that is not understood. */
export function readProjectFile(text: string, path: string): ReadonlyMap<string, string> {
  if (text.length > LIMIT) throw wrongUsage(`${path} is larger than ${LIMIT} characters. It holds four short lines.`)
  const values = new Map<string, string>()
  for (const [at, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (/^(\s*(#.*)?|---\s*)$/.test(line)) continue
    const [, key, double, single, bare] = LINE.exec(line) ?? []
    const value = double ?? single ?? bare
    const place = `${path}:${at + 1}`
    if (key === undefined || value === undefined || value === "") {
      throw wrongUsage(`${place} is not understood. Write one "key: value" a line; keys are ${KEYS.join(", ")}.`)
    }
    if (!KEYS.includes(key)) throw wrongUsage(`${place} has the key ${key}, which is not known. ${adviceFor(key)}`)
    if (values.has(key)) throw wrongUsage(`${place} says ${key} a second time. Keep one.`)
    values.set(key, value)
  }
  return values
}

function adviceFor(key: string): string {
  if (/token|secret|password/i.test(key))
    return `A secret does not belong here: set PROMOTRAIL_TOKEN or "promotrail login".`
  const near = key === "app" ? "application" : nearest(key, KEYS)
  return near === undefined ? `Keys are ${KEYS.join(", ")}.` : `Did you mean ${near}?`
}
