import { describe, expect, test } from "vitest"
import manifest from "../../packages/cli/package.json" with { type: "json" }
import { folderWith, promotrail } from "./support/command.ts"

const ENV = { PROMOTRAIL_URL: "http://127.0.0.1:1", PROMOTRAIL_TOKEN: "token" }

describe("wrong usage is 64, with a sentence that says what to do", () => {
  test.for<{ args: readonly string[]; said: string }>([
    { args: [], said: "usage: promotrail VERB" },
    { args: ["gat"], said: 'There is no verb "gat". Did you mean gate?' },
    { args: ["frobnicate"], said: '"promotrail help" lists them' },
    { args: ["policy"], said: '"policy" needs a second word' },
    { args: ["policy", "aply"], said: "Did you mean policy apply?" },
    { args: ["policy", "--help"], said: '"policy" needs a second word' },
    { args: ["__proto__"], said: "There is no verb" },
    { args: ["gate", "--to", "staging", "--aplication", "x"], said: "Did you mean --" },
    { args: ["gate", "--to", "staging", "--version", "v2"], said: "Did you mean --release?" },
    { args: ["gate", "--to", "staging", "--__proto__", "v2"], said: "is no flag" },
    { args: ["gate", "--to", "staging", "--json=false"], said: "--json takes no value" },
    { args: ["gate", "--to", "staging", "--no-advisory"], said: "--no-advisory is no flag" },
    { args: ["gate", "--to", "staging", "-q"], said: "-q is no flag" },
    { args: ["gate", "--app", "a", "--release", "v1"], said: "--to is required" },
    { args: ["gate", "--to"], said: "--to needs a value" },
    { args: ["gate", "--to", ""], said: "--to is empty. Is the variable that fills it set?" },
    { args: ["gate", "--to", "staging", "--app", "a", "--release="], said: "--release is empty" },
    { args: ["gate", "--to", "--app", "a"], said: "--to needs a value, and --app follows" },
    { args: ["gate", "--to", "staging", "--to", "prod"], said: "--to is given twice" },
    { args: ["gate", "--to", "staging", "--app", "a"], said: "--release is required: say which release" },
    { args: ["gate", "v2.5.0", "--to", "staging"], said: '"v2.5.0" is one word too many' },
    { args: ["gate", "--app", "a", "--release", "v1", "--to", "x", "--wait", "20"], said: "--wait 20 is no duration" },
    { args: ["gate", "--app", "a", "--release", "v1", "--to", "x", "--json", "--quiet"], said: "Choose one" },
    { args: ["gate", "--app", "a", "--release", "..", "--to", "x"], said: '".." is no name' },
    { args: ["gate", "--app", "a", "--release", "v1", "--to", "x", "--help"], said: "so nothing was done" },
    { args: ["gate", "-h", "host", "--to", "x"], said: "so nothing was done" },
    { args: ["record-deployment", "--status", "done"], said: "It may be succeeded, failed" },
    { args: ["why"], said: "DECISION is missing" },
    { args: ["why", ""], said: "DECISION is empty" },
    { args: ["why", "a", "b"], said: "takes one DECISION" },
    { args: ["completion", "tcsh"], said: "It may be bash, zsh, fish" },
    { args: ["release", "register", "v1", "--app", "a", "--artifact", "web:latest"], said: "A tag is no identity" },
    { args: ["tests", "list", "--app", "a", "--limit", "1e3"], said: "--limit 1e3" },
    {
      args: ["tests", "quarantine", "x::y", "--app", "a", "--owner", "o", "--reason", "r", "--until", "2026-02-30"],
      said: "--until 2026-02-30 is no date",
    },
    { args: ["report", "--app", "a", "--release", "v1", "--environment", "dev"], said: "FILE is missing" },
    {
      args: ["report", "no.xml", "--app", "a", "--release", "v1", "--environment", "dev"],
      said: "no.xml: there is no such file",
    },
    {
      args: ["report", "*.nothing", "--app", "a", "--release", "v1", "--environment", "dev"],
      said: "*.nothing: no file fits this pattern",
    },
    {
      args: ["report", ".", "--app", "a", "--release", "v1", "--environment", "dev"],
      said: "is a folder without a file",
    },
    { args: ["policy", "check", "no.yaml"], said: "no.yaml: there is no such file" },
    { args: ["policy", "check", "."], said: "is a folder" },
  ])("promotrail $args", async ({ args, said }) => {
    const ran = await promotrail(args, { env: ENV, folder: await folderWith({}) })
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain(said)
  })

  test("no token: told before anything is asked", async () => {
    const ran = await promotrail(["gate", "--app", "a", "--release", "v1", "--to", "x"], {
      folder: await folderWith({}),
    })
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain(
      'Not signed in to http://127.0.0.1:4680. Set PROMOTRAIL_TOKEN, or run "promotrail login".',
    )
  })
})

describe("help", () => {
  test("lists every verb and every exit code", async () => {
    const { code, out } = await promotrail(["help"])
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot("golden/help.txt")
  })

  test.for(["gate", "report", "policy check", "login", "completion"])("of %s", async (verb) => {
    const { code, out } = await promotrail([...verb.split(" "), "--help"])
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot(`golden/help-${verb.replace(" ", "-")}.txt`)
    expect((await promotrail(["help", ...verb.split(" ")])).out).toBe(out)
  })

  test("--version in front is the version; behind a gate it is nothing that could open it", async () => {
    expect(await promotrail(["--version"])).toStrictEqual({ code: 0, out: `${manifest.version}\n`, said: "" })
    expect(await promotrail(["gate", "--version"])).toMatchObject({ code: 64, out: "" })
  })
})

describe("completion", () => {
  test.for(["bash", "zsh", "fish"])("%s knows the verbs and their flags", async (shell) => {
    const { code, out } = await promotrail(["completion", shell])
    expect(code).toBe(0)
    for (const word of ["record-deployment", "quarantine", "advisory", "token-stdin"]) expect(out).toContain(word)
  })

  test("bash completes verbs, second words and flags", async () => {
    const { spawnSync } = await import("node:child_process")
    const { out } = await promotrail(["completion", "bash"])
    const complete = (...words: readonly string[]): readonly string[] => {
      const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})\nCOMP_CWORD=${words.length - 1}\n_promotrail\necho "\${COMPREPLY[@]}"`
      return spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.trim().split(" ")
    }
    expect(complete("promotrail", "ga")).toStrictEqual(["gate"])
    expect(complete("promotrail", "policy", "")).toStrictEqual(["check", "apply", "schema", "replay"])
    expect(complete("promotrail", "gate", "--ad")).toStrictEqual(["--advisory"])
    expect(complete("promotrail", "policy", "apply", "--a")).toStrictEqual(["--app"])
    expect(complete("promotrail", "completion", "f")).toStrictEqual(["fish"])
  })
})

test("a reader that goes away ends nothing: the code stands", async () => {
  const { spawnSync } = await import("node:child_process")
  const { FILE } = await import("./support/command.ts")
  const script = `set -o pipefail; "${process.execPath}" "${FILE}" policy schema | head -c 1 > /dev/null; echo "\${PIPESTATUS[0]}"`
  expect(spawnSync("bash", ["-c", script], { encoding: "utf8" })).toMatchObject({ stdout: "0\n", stderr: "" })
})

test("an output that cannot be written is 70, never 0", async () => {
  const { spawnSync } = await import("node:child_process")
  const { existsSync } = await import("node:fs")
  const { FILE } = await import("./support/command.ts")
  if (!existsSync("/dev/full")) return
  const ran = spawnSync("bash", ["-c", `"${process.execPath}" "${FILE}" policy schema > /dev/full`], {
    encoding: "utf8",
  })
  expect(ran.status).toBe(70)
  expect(ran.stderr).toContain("could not be written (ENOSPC)")
})

test("a command that stops without an end is 70, never 0", async () => {
  const { spawnSync } = await import("node:child_process")
  const { FILE } = await import("./support/command.ts")
  // An input that never says anything and keeps nothing alive: Node ends when nothing can happen any more.
  const silence = "({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) })"
  const preload = `data:text/javascript,Object.defineProperty(process, "stdin", { value: ${silence} })`
  const folder = await folderWith({})
  const ran = spawnSync(process.execPath, ["--import", preload, FILE, "login", "--token-stdin"], {
    encoding: "utf8",
    env: { HOME: folder },
  })
  expect(ran).toMatchObject({ status: 70, stdout: "" })
  expect(ran.stderr).toContain("ended before it was done")
})
