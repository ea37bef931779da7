import type { Reading } from "../format.ts"

/** The tool, for a `Reading`: nothing where the file does not name it. */
export function toolOf(name: string, version: string): Pick<Reading, "tool"> {
  if (name === "") return {}
  return { tool: version === "" ? { name } : { name, version } }
}
