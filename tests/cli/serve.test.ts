import { spawn } from "node:child_process"
import { once } from "node:events"
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { FILE, folderWith, promotrail } from "./support/command.ts"

test("starts the server, says where it listens, and ends with 0 on SIGTERM", async () => {
  const folder = await folderWith({})
  const child = spawn(process.execPath, [FILE, "serve"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], PROMOTRAIL_PORT: "0", PROMOTRAIL_LOG_LEVEL: "silent" },
    stdio: ["ignore", "pipe", "ignore"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  let said = ""
  const isUp = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text
      if (said.includes("listens on") && said.includes("sign in with it")) resolve()
    })
  })
  const ended = once(child, "exit")
  await isUp
  const [, url = ""] = /listens on (http:\/\/\S+)/.exec(said) ?? []
  const [, secret = ""] = /shown this once: (\S+)/.exec(said) ?? []
  expect(await promotrail(["token", "list"], { env: { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: secret } })).toMatchObject(
    { code: 0 },
  )
  child.kill("SIGTERM")
  expect(await ended).toStrictEqual([0, null])
})

test("every mistake in its settings is told at once, and nothing is started", async () => {
  const env = { PROMOTRAIL_PORT: "many", PROMOTRAIL_ADMIN_TOKEN: "short" }
  const ran = await promotrail(["serve"], { env, folder: await folderWith({}) })
  expect(ran).toMatchObject({ code: 64, out: "" })
  for (const name of Object.keys(env)) expect(ran.said).toContain(name)
})

test("the command's own settings are none of the server's mistakes", async () => {
  const env = { PROMOTRAIL_PORT: "many", PROMOTRAIL_URL: "x", PROMOTRAIL_TIMEOUT: "5s", PROMOTRAIL_INSECURE: "1" }
  const { said } = await promotrail(["serve"], { env, folder: await folderWith({}) })
  for (const name of ["PROMOTRAIL_URL", "PROMOTRAIL_TIMEOUT", "PROMOTRAIL_INSECURE"])
    expect(said).not.toContain(`${name} is not`)
})

test("the file alone, without the server beside it, says what to install, and does everything else", async () => {
  const folder = await folderWith({ "one.xml": "<testsuite name='s'><testcase classname='c' name='a'/></testsuite>" })
  copyFileSync(FILE, join(folder, "promotrail.cjs"))
  const alone = async (...args: readonly string[]) => {
    const child = spawn(process.execPath, ["promotrail.cjs", ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    })
    let said = ""
    child.stdout.on("data", (text) => (said += String(text)))
    child.stderr.on("data", (text) => (said += String(text)))
    const [code] = (await once(child, "close")) as [number]
    return { code, said }
  }
  const ran = await alone("serve")
  expect(ran).toStrictEqual({
    code: 69,
    said: "promotrail: The server is not installed beside this command. Install the package @promotrail/server there.\n",
  })
  expect(await alone("inspect", "one.xml")).toMatchObject({ code: 0 })
  expect(await alone("policy", "schema")).toMatchObject({ code: 0 })
})
