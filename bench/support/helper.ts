import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

/** A process of ours beside the bench. */
export type Helper = { readonly url: string; readonly pid: number; readonly stop: () => Promise<void> }

/** Starts a script of this folder that prints where it listens, and ends when its standard input does. */
export async function startHelper(
  script: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Helper> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [path, ...words], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  })
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  let said = ""
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      const found = /listens on (\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    void ended.then((code) => reject(new Error(`${script} ended with ${code} before it listened`)))
  })
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
