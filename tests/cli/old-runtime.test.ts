import { spawnSync } from "node:child_process"
import { expect, test } from "vitest"
import { FILE } from "./support/command.ts"

test.for([
  { version: "18.20.8", code: 69 },
  { version: "24.14.9", code: 69 },
  { version: "24.15.0", code: 0 },
  { version: "26.10.0", code: 0 },
])("on Node $version the published file ends with $code", ({ version, code }) => {
  const pretend = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`
  const program = `${pretend};process.argv.push("promotrail","--version");require(${JSON.stringify(FILE)})`
  const { status, stderr } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8" })
  const told = `promotrail needs Node 24.15 or newer, and this is Node ${version}.\n`
  expect({ status, stderr }).toStrictEqual({ status: code, stderr: code === 0 ? "" : told })
})
