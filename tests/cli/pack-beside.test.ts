import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { canonicalJson, formatStampedNote, parseTlogPolicy, verifyPack } from "@promotrail/core"
import { sha256 } from "@promotrail/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startServer } from "../support/server.ts"
import { folderWith, promotrail, type Ran } from "./support/command.ts"
import { manifestOf, packOf, PLATFORM, textIn, withManifest, type PackFiles } from "./support/pack-hand.ts"
import { findings, samplePack, trusted, type SamplePack } from "./support/sample-pack.ts"

let server: SamplePack["server"]
let tar: Uint8Array
let files: PackFiles
let run: SamplePack["run"]

beforeAll(async () => {
  ;({ server, tar, files, run } = await samplePack())
})
afterAll(() => server.stop())

test("a pack is judged by the policy of whoever verifies it: another installation's is found", async () => {
  const other = await startServer()
  try {
    const vkey = (
      (await (
        await fetch(`${other.url}/v1/ledger`, { headers: { authorization: `Bearer ${other.adminToken}` } })
      ).json()) as { key: string }
    ).key
    const folder = await folderWith({ "pack.tar": tar, "policy.txt": `log ${vkey}\nquorum none\n` })
    const ran = await promotrail(["verify", "pack.tar", "--policy", "policy.txt"], { folder })
    expect([ran.code, ran.out]).toStrictEqual([
      65,
      expect.stringContaining("none of its signatures is of a key in the policy"),
    ])
    expect(ran.out).not.toContain("complete:")
  } finally {
    await other.stop()
  }
})

describe("a policy that asks for a witness", () => {
  test("is not met by a pack that nobody witnessed", async () => {
    const { witnessHand } = await import("./support/log-maker.ts")
    const eyes = witnessHand("eyes.example/w1", 1_700_000_000)
    const policy = parseTlogPolicy(
      `${textIn(files, "policy.txt").replace("quorum none", `witness w1 ${eyes.vkey}\nquorum w1`)}`,
      sha256,
    )
    if (!policy.ok) throw new Error(policy.error.why)
    const trust = { file: "kept.txt", policy: policy.value, isSelfDeclared: false }
    expect(await findings(files, { replay: "none", trust })).toStrictEqual([
      expect.stringContaining(
        "kept.txt asks for w1, and 0 of the 217 records up to the end of the period were witnessed so.",
      ),
    ])
    // A witness who saw all of it three years ago: everything that was decided since is later than that.
    const path = `logs/${manifestOf(files).logs[0]?.origin}/checkpoint`
    const text = textIn(files, path)
    const cosigned = `${text}${line(eyes.sign(text.slice(0, text.indexOf("\n\n") + 1)))}`
    const anchor = `${JSON.stringify({ at: null, kind: "witness", name: "w1", size: 217, text: cosigned })}\n`
    const late = withManifest(new Map(files).set("anchors.jsonl", Buffer.from(anchor)))
    const found = await findings(late, { replay: "none", trust })
    expect(
      found.every((each) => /decision \S+ says to be of \S+, and w1 has seen it \d+ s before that/.test(each)),
    ).toBe(true)
    expect(found).toHaveLength(21)
  })
})

/** Another letter than this one, whatever it is. */
const another = (letter: string): string => (letter === "A" ? "B" : "A")

describe.each(["timestamp", "git"] as const)("what was kept outside (%s)", (kind) => {
  const head = () => textIn(files, `logs/${manifestOf(files).logs[0]?.origin}/checkpoint`)
  const judged = async (note: string) => {
    const text = kind === "git" ? note : formatStampedNote({ note, response: Uint8Array.of(48, 0) })
    const anchor = `${canonicalJson({ at: null, kind, name: "outside.example", size: 217, text })}\n`
    const pack = packOf(withManifest(new Map(files).set("anchors.jsonl", Buffer.from(anchor))))
    const { findings: found } = await verifyPack(pack, trusted(files), PLATFORM)
    return found
      .filter(({ text: said }) => said.includes("outside.example"))
      .map(({ mark, text: said }) => [mark, said])
  }
  /** The note with another body under the same signature. */
  const changed = (from: RegExp, to: string | ((letter: string) => string)) =>
    head().replace(from, typeof to === "string" ? () => to : to)

  test("is of the log as it stands; when that was is left to others", async () => {
    expect(await judged(head())).toStrictEqual([
      ["doubtful", expect.stringContaining(`those that outside.example kept (${kind}); when that was is told by`)],
    ])
  })

  test.for([
    ["a longer log", /\n217\n/, "\n218\n", "which the pack has not: the log was cut, or forked"],
    ["an earlier one with other records", /\n217\n/, "\n100\n", "history was rewritten"],
    ["a note that the log never signed", /(?<=— \S+ \S{30})./, another, "is not signed by the log"],
    ["anything else", /[^]*/, "nothing", "is no checkpoint"],
  ] as const)("is wrong where it is %s", async ([, from, to, why]) => {
    const note = changed(from, to)
    expect(note).not.toBe(head())
    expect(await judged(note)).toStrictEqual([["bad", expect.stringContaining(why)]])
  })
})

test("a time stamp is taken out of a pack, byte for byte, by the commands of its own README", async () => {
  if (spawnSync("jq", ["--version"]).status !== 0) return console.log("skipped: no jq")
  const note = textIn(files, `logs/${manifestOf(files).logs[0]?.origin}/checkpoint`)
  const response = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
  const anchor = { kind: "timestamp", name: "tsa.example", text: formatStampedNote({ note, response }) }
  const folder = await folderWith({
    "anchors.jsonl": `${canonicalJson({ kind: "git", text: note })}\n${canonicalJson(anchor)}\n`,
  })
  const [, section = ""] = textIn(files, "README.txt").split("CHECK A TIME STAMP")
  const commands = section.split("\n").filter((each) => each.startsWith("    jq "))
  expect(commands).toHaveLength(2)
  expect(spawnSync("sh", ["-c", commands.join("\n")], { cwd: folder }).status).toBe(0)
  expect(readFileSync(join(folder, "stamped.checkpoint"), "utf8")).toBe(note)
  expect(readFileSync(join(folder, "checkpoint.tsr")).equals(response)).toBe(true)
})

describe("a bundle of a pack", () => {
  test("agrees by policy and key, names what it is about, and each part of it that is changed is found", async () => {
    const path = [...files.keys()].find((each) => each.endsWith(".sigstore.json") && !each.includes(".vsa.")) ?? ""
    const text = textIn(files, path)
    const beside = { "policy.txt": textIn(files, "policy.txt"), "decision.pub": textIn(files, "decision.pub") }
    const verified = async (bundle: string, ...more: readonly string[]): Promise<Ran> => {
      const folder = await folderWith({ "b.sigstore.json": bundle, ...beside })
      return promotrail(["verify", "b.sigstore.json", "--policy", "policy.txt", "--key", "decision.pub", ...more], {
        folder,
      })
    }
    const right = await verified(text)
    expect([right.code, right.out]).toStrictEqual([
      0,
      expect.stringMatching(/^✓ bundle agrees {2}(?:allow|deny|hold): checkout v[\d.]+ into /),
    ])
    const subject = /sha256:[0-9a-f]{64}/.exec(right.out)?.[0] ?? ""
    expect(await verified(text, "--subject", subject)).toMatchObject({ code: 0 })
    expect(await verified(text, "--subject", `sha256:${"0".repeat(64)}`)).toMatchObject({ code: 65 })
    expect(await verified(JSON.stringify(JSON.parse(text), null, 2))).toMatchObject({ code: 0 })
    const parts = [
      "payload",
      "sig",
      "keyid",
      "logIndex",
      "rootHash",
      "treeSize",
      "canonicalizedBody",
      "hint",
      "envelope",
      "keyId",
    ]
    for (const part of parts) {
      const changed = text.replace(
        new RegExp(`("${part}":"[^"]{0,4})([^"])`),
        (_, before: string, char: string) => before + (char === "1" ? "2" : "1"),
      )
      expect(changed, part).not.toBe(text)
      expect([part, (await verified(changed)).code]).toStrictEqual([part, 65])
    }
    expect(
      (await promotrail(["verify", "b.sigstore.json"], { folder: await folderWith({ "b.sigstore.json": text }) })).code,
    ).toBe(64)
  })

  test("is signed so that openssl says so, by the commands of the pack's own README", async () => {
    const openssl = spawnSync("openssl", ["version"])
    if (openssl.status !== 0) return console.log("skipped: no openssl")
    const path = [...files.keys()].find((each) => each.endsWith(".sigstore.json")) ?? ""
    const { dsseEnvelope } = JSON.parse(textIn(files, path)) as {
      dsseEnvelope: { payload: string; signatures: readonly [{ sig: string }] }
    }
    const payload = Buffer.from(dsseEnvelope.payload, "base64")
    const folder = await folderWith({
      payload,
      signature: Buffer.from(dsseEnvelope.signatures[0].sig, "base64"),
      "decision.pub": textIn(files, "decision.pub"),
    })
    const [readme = ""] = textIn(files, "README.txt").split("CHECK A TIME STAMP")
    const commands = readme.split("\n").filter((each) => /^ {4}(?:printf|openssl) /.test(each))
    expect(commands).toHaveLength(2)
    const ran = spawnSync("sh", ["-c", commands.join("\n")], { cwd: folder, encoding: "utf8" })
    expect([ran.status, ran.stdout]).toStrictEqual([0, "Verified OK\n"])
    writeFileSync(join(folder, "payload"), payload.subarray(1))
    expect(spawnSync("sh", ["-c", commands.join("\n")], { cwd: folder }).status).not.toBe(0)
  })

  test("comes from the server, too, with its proof and entry", async () => {
    const folder = await folderWith({
      "policy.txt": textIn(files, "policy.txt"),
      "decision.pub": textIn(files, "decision.pub"),
    })
    const decision = /bundles\/([^.]+)\./.exec([...files.keys()].join("\n"))?.[1] ?? ""
    expect(await run(folder, "ledger", "proof", decision, "--bundle")).toMatchObject({ code: 0 })
    expect(
      await run(folder, "ledger", "proof", decision, "--output", "d.tlog-proof", "--entry", "d.json"),
    ).toMatchObject({ code: 0 })
    expect(await run(folder, "ledger", "checkpoint", "--output", "now.checkpoint")).toMatchObject({ code: 0 })
    const checks = [
      ["verify", `${decision}.sigstore.json`, "--policy", "policy.txt", "--key", "decision.pub"],
      ["verify", "d.tlog-proof", "--entry", "d.json", "--policy", "policy.txt"],
      ["verify", "now.checkpoint", "--policy", "policy.txt"],
    ]
    for (const check of checks) expect(await promotrail(check, { folder })).toMatchObject({ code: 0 })
    expect((await run(folder, "ledger", "checkpoint")).out).toBe(readFileSync(join(folder, "now.checkpoint"), "utf8"))
    // What is there stays, unless it is said that it may go.
    expect(await run(folder, "ledger", "checkpoint", "--output", "now.checkpoint")).toMatchObject({ code: 64 })
    expect(await run(folder, "ledger", "checkpoint", "--output", "now.checkpoint", "--force")).toMatchObject({
      code: 0,
    })
  })
})

const line = ({ name, id, signature }: { name: string; id: string; signature: Uint8Array }): string =>
  `— ${name} ${Buffer.concat([Buffer.from(id, "hex"), signature]).toString("base64")}\n`
