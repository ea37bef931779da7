#!/usr/bin/env node
// Starts the command from its source in a checkout. Plain JavaScript: whatever Node the machine has must be able to read it,
// because npm links it before any build, and a shell may start it with a Node that cannot run TypeScript.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const MAIN = new URL("../src/main.ts", import.meta.url)
const RUNTIMES = ["node", "node.exe"].map((name) => new URL(`../../../node_modules/node/bin/${name}`, import.meta.url))

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major > 24 || (major === 24 && minor >= 15)) {
  await import(MAIN.href)
} else {
  const runtime = RUNTIMES.map((url) => fileURLToPath(url)).find((path) => existsSync(path))
  if (runtime === undefined) {
    console.error(
      `promotrail needs Node 24.15 or newer, and this is Node ${process.versions.node}. Run "npm ci" first.`,
    )
    process.exit(69)
  }
  runInstead(runtime)
}

/** Hands everything over to another Node: arguments, streams, signals, and the way it ended. */
function runInstead(runtime) {
  const child = spawn(runtime, [fileURLToPath(MAIN), ...process.argv.slice(2)], { stdio: "inherit" })

  // A terminal tells the whole group, so the child has heard these already and must not hear them twice.
  const fromTerminal = new Set(process.stdin.isTTY ? ["SIGINT", "SIGQUIT"] : [])
  for (const signal of ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR2"]) {
    process.on(signal, () => {
      if (!fromTerminal.has(signal)) child.kill(signal)
    })
  }

  child.on("error", (error) => {
    console.error(`promotrail could not start ${runtime}: ${error.message}`)
    process.exit(70)
  })
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 70)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
