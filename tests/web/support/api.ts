import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { ROOT } from "../../../tools/repository.ts"

const FILES = join(ROOT, "fixtures/worked-example")

/** What a pipeline does to the server while somebody looks at the page. */
export type Api = {
  post(path: string, body: object): Promise<Record<string, unknown>>
  get(path: string): Promise<Record<string, unknown>>
  policy(): Promise<void>
  policyText(text: string | Uint8Array<ArrayBuffer>): Promise<void>
  register(version: string): Promise<void>
  report(version: string, environment: string, file: string): Promise<Record<string, unknown>>
  reportText(version: string, environment: string, file: string, text: string): Promise<Record<string, unknown>>
  gate(version: string, to: string): Promise<Record<string, unknown>>
  deployed(version: string, environment: string): Promise<void>
}

const APPLICATION = "/v1/applications/checkout"

/** Speaks to a server as a token does. Any answer that is not one of the API's own is an error. */
export function apiOf(server: { readonly url: string; readonly adminToken: string }): Api {
  const send = async (method: string, path: string, body: BodyInit | null, type: string) => {
    const answer = await fetch(server.url + path, {
      method,
      body,
      headers: { authorization: `Bearer ${server.adminToken}`, "content-type": type, "idempotency-key": randomUUID() },
    })
    const said = (await answer.json()) as Record<string, unknown>
    if (said["requestId"] !== undefined) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`)
    return said
  }
  const post: Api["post"] = (path, body) => send("POST", path, JSON.stringify(body), "application/json")
  const reportText: Api["reportText"] = (version, environment, file, text) => {
    const query = new URLSearchParams({ environment, file })
    return send("POST", `${APPLICATION}/releases/${version}/evidence?${query}`, text, "application/octet-stream")
  }
  const policyText: Api["policyText"] = async (text) => {
    await send("POST", `${APPLICATION}/policy`, text, "application/yaml")
  }
  return {
    post,
    get: (path) => send("GET", path, null, "application/json"),
    policyText,
    policy: async () => policyText(await readFile(join(FILES, "policy.yaml"))),
    async register(version) {
      const digest = `sha256:${Buffer.from(version).toString("hex").padEnd(64, "0")}`
      await post(`${APPLICATION}/releases`, {
        version,
        artifacts: [{ name: "checkout", digest }],
        commit: "9f31c2a77d",
      })
    },
    reportText,
    report: async (version, environment, file) =>
      reportText(version, environment, file, await readFile(join(FILES, file), "utf8")),
    gate: (version, to) => post(`${APPLICATION}/releases/${version}/gate`, { to }),
    async deployed(version, environment) {
      await post(`${APPLICATION}/releases/${version}/deployments`, { environment, status: "succeeded" })
    },
  }
}

/** The worked example of the design: v2.5.0 allowed into staging and held before preprod; v2.4.0 denied before staging. */
export async function playWorkedExample(api: Api): Promise<void> {
  await api.policy()
  await api.register("v2.4.0")
  await api.report("v2.4.0", "dev", "dev-unit.xml")
  await api.report("v2.4.0", "dev", "dev-integration-rerun.xml")
  await api.report("v2.4.0", "dev", "dev-smoke.xml")
  await api.gate("v2.4.0", "staging")
  await api.register("v2.5.0")
  for (const file of ["dev-unit.xml", "dev-integration.xml", "dev-smoke.xml"]) await api.report("v2.5.0", "dev", file)
  await api.deployed("v2.5.0", "dev")
  await api.gate("v2.5.0", "staging")
  await api.deployed("v2.5.0", "staging")
  for (const file of ["staging-smoke.xml", "staging-functional.xml"]) await api.report("v2.5.0", "staging", file)
  await api.reportText("v2.5.0", "staging", "torn.xml", "<testsuite name='t'><testcase name='a'/>")
}
