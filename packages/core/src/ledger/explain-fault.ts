import type { LogFault } from "./static-log.ts"

/** A fault of a log: the file that is wrong, and how. */
export function explainLogFault(fault: LogFault): string {
  switch (fault.kind) {
    case "missing":
      return `${fault.path} is missing.`
    case "malformed":
      return `${fault.path} ${MALFORMED[fault.why]}.`
    case "entry-changed":
      return `${fault.path}: entry ${fault.entry} is not the one whose hash the log has.`
    case "hash-changed":
      return `${fault.path}: the hash over entry ${fault.entry} is not that of what stands below it.`
    case "entry-and-hash-differ":
      return `${fault.path} or ${fault.tile}: entry ${fault.entry} and its hash differ.`
    case "other-root":
      return `${fault.path}: its root or its size is not that of the log, whose files agree with each other.`
    case "shrunk":
      return `the log has ${fault.size} entries, and had ${fault.kept} when its checkpoint was kept.`
    case "history-changed":
      return `the first ${fault.size} entries are not those of the checkpoint that was kept: history was rewritten.`
  }
}

const MALFORMED: Readonly<Record<Extract<LogFault, { readonly kind: "malformed" }>["why"], string>> = {
  length: "has another number of hashes than it should",
  cut: "is cut within an entry",
  count: "has another number of entries than it should",
}
