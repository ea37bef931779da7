import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseTlogPolicy, verifyPack, type PackQuestion } from "@promotrail/core"
import { sha256 } from "@promotrail/server"
import { expect } from "vitest"
import { startServer, type TestServer } from "../../support/server.ts"
import { promotrail, type Ran } from "./command.ts"
import { filesIn, keysIn, packOf, PLATFORM, textIn, type Keys, type PackFiles } from "./pack-hand.ts"

/** A pack of the sample application with everything in it, its server, and the keys that it signs with. */
export type SamplePack = {
  readonly server: TestServer
  readonly tar: Uint8Array
  readonly files: PackFiles
  readonly keys: Keys
  /** What the command said that wrote it. */
  readonly written: Ran
  /** The command, told where the server is. */
  readonly run: (folder: string, ...args: readonly string[]) => Promise<Ran>
}

/** Starts a server with the sample, and has a pack of it written. Whoever asks for it stops the server. */
export async function samplePack(): Promise<SamplePack> {
  const server = await startServer()
  const env = { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: server.adminToken }
  const run = (folder: string, ...args: readonly string[]): Promise<Ran> => promotrail(args, { folder, env })
  const folder = join(server.dataFolder, "packs")
  mkdirSync(folder)
  await run(folder, "demo")
  const wish = ["audit", "pack", "--names", "--evidence", "--bundles", "5", "--output", "pack.tar"]
  const written = await run(folder, ...wish)
  const tar = readFileSync(join(folder, "pack.tar"))
  return { server, tar, files: filesIn(tar), keys: keysIn(server.dataFolder), written, run }
}

/** What verifying finds, by this very policy; without it by the pack's own. */
export async function findings(of: PackFiles, question: PackQuestion = { replay: "none" }): Promise<readonly string[]> {
  const { agrees, findings: found } = await verifyPack(packOf(of), question, PLATFORM)
  const bad = found.filter(({ mark }) => mark === "bad").map(({ text }) => text)
  expect(bad.length === 0).toBe(agrees)
  return bad
}

/** By the policy of the pack, as somebody kept it from before. */
export const trusted = (files: PackFiles): PackQuestion => {
  const policy = parseTlogPolicy(textIn(files, "policy.txt"), sha256)
  if (!policy.ok) throw new Error("no policy")
  return { replay: "none", trust: { file: "kept.txt", policy: policy.value, isSelfDeclared: false } }
}
