import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { plant } from "./planted.ts"
import { ROOT } from "./repository.ts"

/** Makes a Node believe that it is an old one, so that these tests need no second Node. */
const AS_OLD = [
  "--import",
  `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.2"}})`,
]

const NODES = [
  { node: "a Node that runs TypeScript", flags: [] },
  { node: "an older Node", flags: AS_OLD },
]

/** A checkout whose command is this program, with the real launcher before it. */
function launcherOf(program: string): { readonly root: string; readonly launcher: string } {
  const { root, remove } = plant({ "packages/cli/src/main.ts": program })
  onTestFinished(remove)
  const launcher = join(root, "packages/cli/bin/promotrail.js")
  mkdirSync(join(root, "packages/cli/bin"))
  copyFileSync(join(ROOT, "packages/cli/bin/promotrail.js"), launcher)
  return { root, launcher }
}

describe.each(NODES)("the launcher, started by $node", ({ flags }) => {
  test("passes arguments, streams and the exit code through", () => {
    const { launcher } = launcherOf(`
      const words: readonly string[] = process.argv.slice(2)
      process.stdin.on("data", (text) => console.log(words.join("|"), String(text)))
      process.stdin.on("end", () => { process.exitCode = 11 })
    `)
    const ran = spawnSync(process.execPath, [...flags, launcher, "gate", "--to", "a b"], {
      input: "in",
      encoding: "utf8",
    })
    expect(ran).toMatchObject({ status: 11, stdout: "gate|--to|a b in\n", stderr: "" })
  })

  test.for(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "passes %s on and waits for the command to end",
    async (signal) => {
      const { launcher } = launcherOf(`
      process.on("${signal}", () => { console.log("heard ${signal}"); clearInterval(life); process.exitCode = 5 })
      const life = setInterval(() => {}, 1000)
      console.log("up")
    `)
      const ran = spawn(process.execPath, [...flags, launcher], { stdio: ["ignore", "pipe", "inherit"] })
      let said = ""
      ran.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text
        if (text.startsWith("up")) ran.kill(signal)
      })
      const [code] = await once(ran, "close")
      expect({ said, code }).toStrictEqual({ said: `up\nheard ${signal}\n`, code: 5 })
    },
  )

  test("ends by the signal that ended the command", async () => {
    const { launcher } = launcherOf(`process.kill(process.pid, "SIGKILL")`)
    const ran = spawn(process.execPath, [...flags, launcher], { stdio: "ignore" })
    const [, signal] = await once(ran, "exit")
    expect(signal).toBe("SIGKILL")
  })
})

test("npm's scripts refuse an older Node in one sentence", () => {
  const ran = spawnSync(process.execPath, [...AS_OLD, join(ROOT, "tools/run.js"), "test"], { encoding: "utf8" })
  expect(ran).toMatchObject({ status: 69, stdout: "" })
  expect(ran.stderr).toMatch(/^Promotrail needs Node 24\.15 or newer, and this is Node 20\.1\.2\. Run "npm ci".*\n$/)
})
