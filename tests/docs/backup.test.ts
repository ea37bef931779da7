import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { ROOT } from "../../tools/repository.ts"
import { startServer, type TestServer } from "../support/server.ts"

async function ask(server: TestServer, path: string, body?: { readonly type: string; readonly text: string }) {
  const answer = await fetch(server.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${server.adminToken}`, ...(body && { "content-type": body.type }) },
    ...(body && { body: body.text }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const json = (value: object) => ({ type: "application/json", text: JSON.stringify(value) })

test("a copy made by docs/examples/backup.mjs from a running server starts, and its ledger verifies", async () => {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-backup-"))
  const copy = join(folder, "copy")
  const server = await startServer()
  try {
    const read = (path: string) => readFileSync(join(ROOT, path), "utf8")
    const policy = { type: "application/yaml", text: read("docs/examples/tests/policy.yaml") }
    expect((await ask(server, "/v1/applications/cart/policy", policy)).status).toBe(200)
    const release = json({ version: "v1", artifacts: [{ name: "cart", digest: `sha256:${"ab".repeat(32)}` }] })
    expect((await ask(server, "/v1/applications/cart/releases", release)).status).toBe(201)
    const report = { type: "application/xml", text: read("docs/examples/tests/v1.xml") }
    const upload = "/v1/applications/cart/releases/v1/evidence?environment=dev"
    expect((await ask(server, upload, report)).status).toBe(201)

    const script = join(ROOT, "docs/examples/backup.mjs")
    const { status, stderr } = spawnSync(process.execPath, [script, server.dataFolder, copy], { encoding: "utf8" })
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" })

    const head = await ask(server, "/v1/ledger")
    const restored = await startServer({ dataFolder: copy, adminToken: server.adminToken })
    try {
      expect((await ask(restored, "/v1/ledger")).body).toStrictEqual(head.body)
      const verified = await ask(restored, "/v1/ledger/verify", json({}))
      expect(verified.body).toMatchObject({ agrees: true, evidence: { checked: 1, broken: [] } })
    } finally {
      await restored.stop()
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
