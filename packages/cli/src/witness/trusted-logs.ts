import { parseNoteKey, parseTlogPolicy, type NoteKey, type Result, err, ok } from "@promotrail/core"
import { sha256 } from "../hashes.ts"

/** A line that names no log, counted from 1, and why. */
export type InvalidLogs = { readonly line: number; readonly why: string }

/**
 * The logs a witness looks at: the `log` lines of a policy (c2sp.org/tlog-policy), which may do without a quorum here, or
 * one key a line.
 */
export function readTrustedLogs(text: string): Result<readonly NoteKey[], InvalidLogs> {
  const ended = text.endsWith("\n") ? text : `${text}\n`
  const lines = ended.split("\n").map((line) => line.trim())
  const isPolicy = lines.some((line) => /^(?:log|witness|group|quorum)[ \t]/.test(line))
  const logs = isPolicy ? logsOfPolicy(ended, lines) : logsOfKeys(lines)
  return logs.ok && logs.value.length === 0 ? err({ line: lines.length, why: "no log is named" }) : logs
}

function logsOfPolicy(text: string, lines: readonly string[]): Result<readonly NoteKey[], InvalidLogs> {
  const hasQuorum = lines.some((line) => line.startsWith("quorum"))
  const policy = parseTlogPolicy(hasQuorum ? text : `${text}quorum none\n`, sha256)
  return policy.ok ? ok(policy.value.logs) : policy
}

function logsOfKeys(lines: readonly string[]): Result<readonly NoteKey[], InvalidLogs> {
  const logs: NoteKey[] = []
  for (const [at, line] of lines.entries()) {
    if (line === "" || line.startsWith("#")) continue
    const key = parseNoteKey(line, sha256)
    if (!key.ok) return err({ line: at + 1, why: `the key: ${key.error.why}` })
    if (key.value.algorithm === "cosignature") return err({ line: at + 1, why: "a witness's key does not sign logs" })
    logs.push(key.value)
  }
  return ok(logs)
}
