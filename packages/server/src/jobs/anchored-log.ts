import type { AnchoredLog } from "@promotrail/core"
import type { LogReads } from "../ports/log.ts"

/** The log that is written to, as places outside are shown it. */
export function anchoredLog(read: Pick<LogReads, "logs" | "logConsistency">): AnchoredLog {
  const newest = async () => {
    const row = (await read.logs()).at(-1)
    if (row === undefined) throw new Error("there is no log")
    return row
  }
  return {
    head: newest,
    consistency: async (oldSize, size) => read.logConsistency((await newest()).log, oldSize, size),
  }
}
