import type { TestCase } from "@promotrail/core"
import { sourcePath } from "./source-path.ts"

const SCRIPT = /^[^\s:>][^:>]*\.[cm]?[jt]sx?$|^[A-Za-z]:[\\/][^:>]+\.[cm]?[jt]sx?$/

/** Whether a text is a path of a script: what `jest --listTests` and `vitest list --filesOnly` print a line. */
export const isScript = (text: string): boolean =>
  SCRIPT.test(text) && (/[\\/]/.test(text) || /\.(test|spec|cy|e2e)\./.test(text))

/** A file of tests as one test, where a runner lists no more than files. */
export function testOfFile(path: string): TestCase {
  const file = sourcePath(path)
  return { suite: "", class: "", name: file, file }
}
