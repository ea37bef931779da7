// Loaded before a program by `--import`, into each of its threads: ends the process by SIGKILL at the step whose number is
// in PROMOTRAIL_DIES_AT. `files:7` is the seventh call that changes a file below the published log, `database:7` the
// seventh that begins, changes or ends a transaction. A file that is written to is left half written.
import promises, { type FileHandle } from "node:fs/promises"
import { syncBuiltinESMExports } from "node:module"
import { DatabaseSync, StatementSync } from "node:sqlite"
import { isMainThread } from "node:worker_threads"

const [what, number] = (process.env["PROMOTRAIL_DIES_AT"] ?? "").split(":")
let steps = 0

const isLast = (): boolean => ++steps === Number(number)

function die(): never {
  process.kill(process.pid, "SIGKILL")
  // The signal is on its way; not one instruction more is taken.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

if (what === "files" && isMainThread) {
  const { mkdir, open, rename, rm } = promises
  const dying = (handle: FileHandle): FileHandle => {
    const [writeFile, sync] = [handle.writeFile.bind(handle), handle.sync.bind(handle)]
    handle.writeFile = async (bytes) => {
      if (!isLast()) return writeFile(bytes)
      const whole = bytes as Uint8Array
      await writeFile(whole.subarray(0, whole.length / 2))
      return die()
    }
    handle.sync = () => (isLast() ? die() : sync())
    return handle
  }
  Object.assign(promises, {
    mkdir: (...given: Parameters<typeof mkdir>) => (isLast() ? die() : mkdir(...given)),
    rename: (...given: Parameters<typeof rename>) => (isLast() ? die() : rename(...given)),
    rm: (...given: Parameters<typeof rm>) => (isLast() ? die() : rm(...given)),
    open: async (...given: Parameters<typeof open>) => (isLast() ? die() : dying(await open(...given))),
  })
  syncBuiltinESMExports()
}

if (what === "database" && !isMainThread) {
  // Whose `this` it is, is said where it is called.
  const exec = Reflect.get(DatabaseSync.prototype, "exec") as (this: DatabaseSync, sql: string) => void
  const run = Reflect.get(StatementSync.prototype, "run") as (this: StatementSync, ...given: unknown[]) => unknown
  Object.assign(DatabaseSync.prototype, {
    exec(this: DatabaseSync, sql: string): void {
      const isStep = /^(?:begin|commit)/.test(sql)
      if (isStep && isLast()) die()
      exec.call(this, sql)
      // What is committed and was told to nobody.
      if (isStep && isLast()) die()
    },
  })
  Object.assign(StatementSync.prototype, {
    run(this: StatementSync, ...given: unknown[]): unknown {
      return isLast() ? die() : run.apply(this, given)
    },
  })
}
