import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { promotrail, folderWith } from "../cli/support/command.ts"
import { startWitness, vkeyIn } from "../cli/support/witness-process.ts"
import { launch, type Launched } from "./support/launched.ts"

const TOKEN = "a".repeat(32)
type Anchor = {
  readonly kind: string
  readonly size: number | null
  readonly text: string | null
  readonly failure: string | null
}
type Head = { readonly key: string; readonly anchors: readonly Anchor[] }

/** A server over these data, with these settings more. */
function serverOn(folder: string, more: Readonly<Record<string, string>> = {}): Launched {
  return launch({ PROMOTRAIL_DATA: join(folder, "server"), PROMOTRAIL_ADMIN_TOKEN: TOKEN, ...more })
}

async function headOf(server: Launched): Promise<Head> {
  const response = await fetch(`${await server.url}/v1/ledger`, { headers: { authorization: `Bearer ${TOKEN}` } })
  return (await response.json()) as Head
}

/** Looks until an anchor is there that is wanted. */
async function awaited(server: Launched, isWanted: (anchor: Anchor) => boolean): Promise<Anchor> {
  for (;;) {
    const found = (await headOf(server)).anchors.find(isWanted)
    if (found !== undefined) return found
  }
}

async function stopped(server: { readonly signal: (name: "SIGTERM") => void; readonly ended: Promise<unknown> }) {
  server.signal("SIGTERM")
  return server.ended
}

describe("a server with a witness", () => {
  test("has its head cosigned, so that an auditor's policy that asks for the witness is met", async () => {
    const folder = await folderWith({})
    const first = serverOn(folder)
    const vkey = (await headOf(first)).key
    expect(await stopped(first)).toStrictEqual({ code: 0, signal: null })
    writeFileSync(join(folder, "logs.txt"), `log ${vkey}\n`)
    const witness = startWitness(["--policy", join(folder, "logs.txt"), "--data", join(folder, "witness")])
    const place = `${await witness.url}`

    const settings = { PROMOTRAIL_WITNESSES: `${vkeyIn(witness.said())}@${place}`, PROMOTRAIL_ANCHOR_EVERY: "1" }
    const second = serverOn(folder, settings)
    const anchor = await awaited(second, ({ size }) => size !== null)
    expect(anchor).toMatchObject({ kind: "witness", failure: null })
    writeFileSync(join(folder, "witnessed.checkpoint"), anchor.text ?? "")
    writeFileSync(join(folder, "policy.txt"), `log ${vkey}\nwitness w ${vkeyIn(witness.said())}\nquorum w\n`)
    const ran = await promotrail(["verify", "witnessed.checkpoint", "--policy", "policy.txt"], { folder })
    expect([ran.code, ran.out]).toStrictEqual([0, expect.stringContaining("witnessed by w (")])

    // What proves a single record is under a checkpoint that the witness has seen, too.
    const env = { PROMOTRAIL_URL: await second.url, PROMOTRAIL_TOKEN: TOKEN }
    const take = async (...words: readonly string[]) => promotrail(["ledger", ...words], { folder, env })
    await take("proof", "0", "--output", "r.tlog-proof", "--entry", "r.json")
    await take("proof", "0", "--bundle", "--output", "r.sigstore.json")
    const keys = await fetch(`${env.PROMOTRAIL_URL}/v1/ledger/trust/decision.pub`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    writeFileSync(join(folder, "decision.pub"), await keys.text())
    const trail = await promotrail(["audit", "export", "--jsonl", "--proofs", "--output", "-"], { folder, env })
    const [line = ""] = trail.out.split("\n")
    const { records } = JSON.parse(line) as { readonly records: readonly { readonly bundle: unknown }[] }
    writeFileSync(join(folder, "t.sigstore.json"), JSON.stringify(records[0]?.bundle))
    for (const proof of [
      ["r.tlog-proof", "--entry", "r.json"],
      ["r.sigstore.json", "--key", "decision.pub"],
      ["t.sigstore.json", "--key", "decision.pub"],
    ]) {
      const checked = await promotrail(["verify", ...proof, "--policy", "policy.txt"], { folder })
      expect([checked.code, checked.out]).toStrictEqual([0, expect.stringContaining("witnessed by w (")])
    }

    // With the witness gone everything goes on; that nobody looks is told.
    await stopped(witness)
    const response = await fetch(`${await second.url}/v1/tokens`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "more", scopes: ["read"] }),
    })
    expect(response.status).toBe(201)
    const failed = await awaited(second, ({ failure }) => failure !== null)
    expect(failed).toMatchObject({ size: anchor.size, failure: expect.stringContaining("ECONNREFUSED") as string })
    expect(await stopped(second)).toStrictEqual({ code: 0, signal: null })
  })
})

test("a root that cannot be read keeps a server from starting, in words", async () => {
  const folder = await folderWith({})
  const server = serverOn(folder, {
    PROMOTRAIL_TSA_URL: "https://tsa.example",
    PROMOTRAIL_TSA_CA: join(folder, "no.pem"),
  })
  expect(await server.ended).toStrictEqual({ code: 64, signal: null })
  expect(server.said()).toContain("PROMOTRAIL_TSA_CA is")
})
