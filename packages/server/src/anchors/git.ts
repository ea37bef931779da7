import { err, ok, parseCheckpoint, parseNote, type Instant, type Result } from "@promotrail/core"
import { execFile } from "node:child_process"
import type { Anchored, NotAnchored, Outside } from "../ports/anchors.ts"

const TIMEOUT_MS = 30_000
const MAX_SAID_BYTES = 1024 * 1024

/** Who writes the tags. No person does. */
const WRITER = { name: "Promotrail", email: "ledger@promotrail.invalid" }

/** Git said no; `said` is its first line, in which it may have repeated an address. */
class GitFailed extends Error {
  override readonly name = "GitFailed"
}

/**
 * A git repository as a place outside: an annotated tag `ledger/SIZE` for each head, whose message is the checkpoint, on a
 * blob that is the checkpoint, too. Tags are pushed to `origin` where there is one; every clone of it then holds them.
 */
export function gitOutside(folder: string, now: () => Instant): Outside {
  return {
    kind: "git",
    name: folder,
    async anchor(log, _size, signal) {
      const { size, note } = await log.head()
      const git = gitIn(folder, signal)
      try {
        return await tagged(git, { size, note }, now)
      } catch (error) {
        if (!(error instanceof GitFailed)) throw error
        return err({ why: `The tag ledger/${size} could not be kept: ${error.message}.`, isAlarm: false })
      }
    },
  }
}

async function tagged(
  git: Git,
  { size, note }: { readonly size: number; readonly note: string },
  now: () => Instant,
): Promise<Result<Anchored, NotAnchored>> {
  const alarm = (why: string): Result<never, NotAnchored> => err({ why, isAlarm: true })
  const origin = originOf(note)
  const heads = await headsIn(git, origin)
  const longest = Math.max(0, ...heads.keys())
  if (longest > size) {
    return alarm(
      `The git repository has the tag ledger/${longest}, and this server has ${size} entries: a backup was restored, or entries were removed. Stop the server, and recover the missing ones from the published log.`,
    )
  }
  const before = heads.get(size)
  if (before === undefined) {
    const blob = (await git(["hash-object", "-w", "--stdin"], note)).trim()
    await git(["tag", "--annotate", "--cleanup=verbatim", "--file=-", nameOf(origin, size, heads), blob], note)
  } else if (before !== rootIn(note)) {
    return alarm(
      `The git repository has a tag for ${size} entries of this log with another root: history was rewritten. Stop the server, and compare with what was published.`,
    )
  }
  const remotes = (await git(["remote"])).split("\n")
  if (remotes.includes("origin")) await git(["push", "--quiet", "origin", "refs/tags/ledger/*:refs/tags/ledger/*"])
  return ok({ size, at: now(), text: note })
}

/** A later log of the same installation counts from 0 again: its tags say which log they are of. */
const nameOf = (origin: string, size: number, heads: Heads): string =>
  heads.hasOthers ? `ledger/${origin}/${size}` : `ledger/${size}`

type Heads = ReadonlyMap<number, string> & { readonly hasOthers: boolean }

/** The roots of a log's tags by their size; tags of other logs are passed over. */
async function headsIn(git: Git, origin: string): Promise<Heads> {
  const listed = await git(["for-each-ref", "--format=%(contents)%00", "refs/tags/ledger"])
  const roots = new Map<number, string>()
  let hasOthers = false
  for (const text of listed.split("\0")) {
    const checkpoint = checkpointIn(text.replace(/^\n/, ""))
    if (checkpoint === undefined) continue
    if (checkpoint.origin === origin) roots.set(checkpoint.size, checkpoint.root)
    else hasOthers = true
  }
  return Object.assign(roots, { hasOthers })
}

function checkpointIn(text: string) {
  const note = parseNote(`${text.trimEnd()}\n`)
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note
  return checkpoint.ok ? checkpoint.value : undefined
}

const originOf = (note: string): string => checkpointIn(note)?.origin ?? ""
const rootIn = (note: string): string => checkpointIn(note)?.root ?? ""

type Git = (args: readonly string[], input?: string) => Promise<string>

/** Git without questions, hooks and a signature of its own; what it says is read, never shown whole. */
function gitIn(folder: string, signal: AbortSignal): Git {
  const env = {
    ...withoutSettings(process.env),
    GIT_TERMINAL_PROMPT: "0",
    GIT_SSH_COMMAND: process.env["GIT_SSH_COMMAND"] ?? "ssh -oBatchMode=yes",
    GIT_AUTHOR_NAME: WRITER.name,
    GIT_AUTHOR_EMAIL: WRITER.email,
    GIT_COMMITTER_NAME: WRITER.name,
    GIT_COMMITTER_EMAIL: WRITER.email,
    LC_ALL: "C",
  }
  const always = ["-C", folder, "-c", "tag.gpgSign=false", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0"]
  return (args, input) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const options = { env, signal, timeout: TIMEOUT_MS, maxBuffer: MAX_SAID_BYTES * 16, encoding: "utf8" } as const
    const child = execFile("git", [...always, ...args], options, (error, out, said) => {
      if (error === null) resolve(out)
      else reject(new GitFailed(`git ${args[0]} ${reasonOf(error, said)}`, { cause: error }))
    })
    child.stdin?.on("error", () => {})
    child.stdin?.end(input ?? "")
    return promise
  }
}

function reasonOf(error: Error & { readonly killed?: boolean; readonly code?: unknown }, said: string): string {
  if (error.code === "ENOENT") return "is not installed here"
  if (error.killed === true) return "took too long"
  const [line = ""] = said.split("\n").filter((one) => one !== "")
  // An address may hold a password.
  return `said: ${line.replaceAll(/\/\/[^\s/]*@/g, "//").slice(0, 200)}`
}

/** Our own settings are none of git's business, and hold secrets. */
const withoutSettings = (variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => !/^(?:PROMOTRAIL_|GIT_DIR$|GIT_WORK_TREE$|GIT_INDEX_FILE$)/.test(name),
    ),
  )
