import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"
import { promisify } from "node:util"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { missingPart } from "./optional-parts.ts"
import { findPostgres, startPostgres } from "./postgres.ts"
import { ROOT } from "./repository.ts"

const run = promisify(execFile)

/** Whether something listens at this address: PostgreSQL's own question. */
async function isAnswering(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  try {
    await run(join(findPostgres() ?? "", "pg_isready"), ["-h", hostname, "-p", port])
    return true
  } catch {
    return false
  }
}

describe.skipIf(missingPart("postgresql") !== undefined)("a throw-away PostgreSQL", () => {
  test("answers at its address until it is stopped", async () => {
    const postgres = await startPostgres()
    if ("missing" in postgres) throw new Error(postgres.missing)
    expect(await isAnswering(postgres.url)).toBe(true)
    await postgres.stop()
    expect(await isAnswering(postgres.url)).toBe(false)
  })

  test("two stand side by side", async () => {
    const both = await Promise.all([startPostgres(), startPostgres()])
    const urls = both.map((one) => ("missing" in one ? one.missing : one.url))
    expect(new Set(urls).size).toBe(2)
    expect(await Promise.all(urls.map(isAnswering))).toStrictEqual([true, true])
    for (const one of both) if (!("missing" in one)) await one.stop()
  })

  test("stops by itself when the process that started it is killed", async () => {
    const program = `
      import { startPostgres } from ${JSON.stringify(join(ROOT, "tools/postgres.ts"))}
      process.stdout.write((await startPostgres()).url, () => process.kill(process.pid, "SIGKILL"))
    `
    const owner = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const [url] = await Promise.all([text(owner.stdout), once(owner, "exit")])
    expect(owner.signalCode).toBe("SIGKILL")
    await expect.poll(() => isAnswering(url), { timeout: 30_000 }).toBe(false)
  })
})
