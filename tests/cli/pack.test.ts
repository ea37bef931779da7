import { createHash, generateKeyPairSync } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import fc from "fast-check"
import { PREDICATES, verifyPack, type PackManifest } from "@promotrail/core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { folderWith, promotrail, type Ran } from "./support/command.ts"
import {
  bytesOf,
  filesIn,
  forged,
  linesIn,
  manifestOf,
  packOf,
  PLATFORM,
  PURE,
  publicOf,
  recordsIn,
  signRecord,
  tarOf,
  textIn,
  withManifest,
  type Keys,
  type OpenRecord,
  type PackFiles,
} from "./support/pack-hand.ts"
import { findings, samplePack, trusted, type SamplePack } from "./support/sample-pack.ts"

let server: SamplePack["server"]
let tar: Uint8Array
let files: PackFiles
let keys: Keys
let written: Ran
let run: SamplePack["run"]

beforeAll(async () => {
  ;({ server, tar, files, keys, written, run } = await samplePack())
})
afterAll(() => server.stop())

const RECORDS = "records/1/000.jsonl"
const kindOf = ({ payload }: OpenRecord): string => (JSON.parse(payload) as { predicateType: string }).predicateType
const verdictOf = ({ payload }: OpenRecord): string | undefined =>
  (JSON.parse(payload) as { predicate: { decision?: { verdict: string } } }).predicate.decision?.verdict

describe("a pack of the sample", () => {
  test("is written with what it says of itself", () => {
    expect([written.code, written.said]).toStrictEqual([0, ""])
    expect(written.out).toMatch(/^✓ pack\.tar {2}\d+ files\n/)
    expect(written.out).toContain("it says: complete: 21 decisions in 3 streams")
  })

  test("agrees with the bundled command, as archive and as folder", async () => {
    const folder = await folderWith({ "pack.tar": tar, "kept.txt": files.get("policy.txt") ?? "" })
    const ran = await promotrail(["verify", "pack.tar", "--policy", "kept.txt"], { folder })
    expect([ran.code, ran.said]).toStrictEqual([0, ""])
    expect(ran.out).toMatch(/^✓ pack agrees/)
    expect(ran.out).toContain("✓ 21 decisions evaluated again (all): each comes out as it was recorded")
    expect(ran.out).toMatch(/✓ complete: 21 decisions in 3 streams\n$/)
    expect(ran.out).not.toContain("self-declared")
    unpack(files, join(folder, "pack"))
    const unpacked = await promotrail(["verify", "pack"], { folder })
    expect([unpacked.code, unpacked.out]).toStrictEqual([
      0,
      expect.stringContaining("! self-declared trust: signed by "),
    ])
  })

  test("agrees with core alone, which is handed hashes and signatures and nothing else", async () => {
    const pure = await verifyPack(packOf(files), { replay: "all" }, PURE)
    const fast = await verifyPack(packOf(files), { replay: "all" }, PLATFORM)
    expect([pure.agrees, pure.findings]).toStrictEqual([true, fast.findings])
  })

  test("has a tree whose root a few lines compute that know nothing of ours", () => {
    const [log] = manifestOf(files).logs
    const leaves: Buffer[] = []
    for (const [path, bytes] of files) {
      if (!path.includes("/tile/entries/")) continue
      const bundle = Buffer.from(bytes)
      for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at))
        leaves.push(hashed(Buffer.of(0), bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at))))
    }
    expect([leaves.length, naiveRoot(leaves).toString("hex")]).toStrictEqual([log?.size, log?.root])
  })

  test("is the same set of files in the same order, whatever was asked: only what was asked for is more", async () => {
    const folder = await folderWith({})
    expect(await run(folder, "audit", "pack", "--bundles", "none", "--output", "small.tar")).toMatchObject({ code: 0 })
    const small = filesIn(readFileSync(join(folder, "small.tar")))
    expect([...small.keys()].filter((path) => /^(?:bundles|disclosures)\//.test(path))).toStrictEqual([])
    const same = [...small].filter(([path]) => path !== "manifest.json")
    expect(same.every(([path, bytes]) => Buffer.compare(bytes, files.get(path) ?? new Uint8Array()) === 0)).toBe(true)
    expect(await findings(small)).toStrictEqual([])
    // Without being asked for, no name of a token stands beside the entries.
    expect(textIn(small, "entries/000.jsonl")).not.toContain('"name":"')
  })

  test("of a period holds all that lies in it, the record before and behind it, and what concerns the installation", async () => {
    const ats = recordsIn(files).map(
      ({ payload }) => /"(?:at|decidedAt|timeVerified)":"([^"]+)"/.exec(payload)?.[1] ?? "",
    )
    const [from, to] = [ats[60] ?? "", ats[160] ?? ""]
    const folder = await folderWith({})
    const ran = await run(folder, "audit", "pack", "--from", from, "--to", to, "--output", "part.tar")
    expect(ran).toMatchObject({ code: 0 })
    const part = filesIn(readFileSync(join(folder, "part.tar")))
    const { range, size } = manifestOf(part).logs[0] ?? { range: { from: 0, to: 0 }, size: 0 }
    expect(ats.slice(range.from, range.to).every((at) => at >= from && at < to)).toBe(true)
    expect(range.to - range.from).toBeLessThan(size)
    expect(await findings(part, { replay: "all" })).toStrictEqual([])
    // A shorter range is found by the record beside it, and a record that is left out by its neighbours.
    const shorter = withManifest(part, (said) => ({
      ...said,
      logs: said.logs.map((log) => ({ ...log, range: { ...log.range, to: log.range.to - 1 } })),
    }))
    expect((await findings(shorter)).join("\n")).toContain("its range is too short")
    const cut = new Map(part).set(
      RECORDS,
      bytesOf(linesIn(part, RECORDS).filter((line) => !line.includes(`"index":${range.from + 3}}`))),
    )
    expect((await findings(withManifest(cut))).join("\n")).toContain(`record ${range.from + 3} is missing`)
  })
})

describe("whatever is done to a pack, it is found and named", () => {
  test("a byte of any file", async () => {
    const paths = [...files.keys()]
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, place, flip) => {
        const path = paths[which % paths.length] ?? ""
        const bytes = Uint8Array.from(files.get(path) ?? [])
        fc.pre(bytes.length > 0)
        const at = place % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ flip
        const found = await findings(new Map(files).set(path, bytes))
        expect(found.some((text) => text.startsWith(path))).toBe(true)
      }),
      { numRuns: 120 },
    )
  }, 120_000)

  test("a byte of the archive, in files, heads and what fills it up", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(tar.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Uint8Array.from(tar)
        changed[at] = (changed[at] ?? 0) ^ flip
        expect(await isRight(changed)).toBe(false)
      }),
      { numRuns: 120 },
    )
  }, 120_000)

  test("any cut of the archive", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(tar.length - 1), async (length) => {
        expect(await isRight(tar.subarray(0, length))).toBe(false)
      }),
      { numRuns: 60 },
    )
    expect(await isRight(tar)).toBe(true)
  })

  test("a file that is gone, cut, longer, or there twice under another name", async () => {
    for (const path of files.keys()) {
      const bytes = files.get(path) ?? new Uint8Array()
      const without = new Map(files)
      without.delete(path)
      expect(await findings(without)).toContainEqual(expect.stringContaining(`${path}: is missing`))
      // One that is empty has nothing to lose.
      const cut = await findings(new Map(files).set(path, bytes.length > 0 ? bytes.slice(0, -1) : Buffer.of(10)))
      expect(cut.some((text) => text.startsWith(path))).toBe(true)
      const longer = await findings(new Map(files).set(path, Buffer.concat([bytes, Buffer.of(10)])))
      expect(longer.some((text) => text.startsWith(path))).toBe(true)
    }
    const more = await findings(new Map([...files, ["objects/00/more", Buffer.from("x")]]))
    expect(more).toContainEqual("objects/00/more: is no file of this pack.")
  }, 120_000)

  test("files in another order", async () => {
    const [first, second, ...rest] = [...files]
    if (first === undefined || second === undefined) throw new Error("no files")
    const [found] = await findings(new Map([second, first, ...rest]))
    expect(found).toContain("the files were put into another order")
  })

  test("also by the bundled command, which exits 65", async () => {
    const path = "entries/000.jsonl"
    const lines = linesIn(files, path)
    const changed = new Map(files).set(path, bytesOf(lines.with(3, (lines[3] ?? "").replace("a", "b"))))
    const folder = await folderWith({ "pack.tar": tarOf(changed) })
    const ran = await promotrail(["verify", "pack.tar"], { folder })
    expect([ran.code, ran.out]).toStrictEqual([65, expect.stringContaining(`✗ ${path}: line 4`)])
    unpack(files, join(folder, "pack"), "manifest.json")
    const lost = await promotrail(["verify", "pack"], { folder })
    expect([lost.code, lost.out]).toStrictEqual([65, expect.stringContaining("manifest.json: is missing")])
  })
})

describe("a forger who makes the manifest anew", () => {
  const changedLines = (change: (lines: readonly string[]) => readonly string[]): PackFiles =>
    withManifest(new Map(files).set(RECORDS, bytesOf(change(linesIn(files, RECORDS)))))

  test("cannot leave out a denied decision", async () => {
    const at = recordsIn(files).findIndex((record) => verdictOf(record) === "deny")
    const found = await findings(changedLines((lines) => lines.toSpliced(at, 1)))
    expect(found).toContainEqual(`${RECORDS}: record ${at} is missing. The log has it, and the pack must.`)
    const lost = changedLines((lines) => lines.with(at, `{"index":${at},"lost":true}`))
    expect((await findings(lost)).join("\n")).toMatch(
      /is number \d+ of checkout\/[a-z]+, and the one before it is number/,
    )
  })

  test("cannot exchange two records", async () => {
    const swap = (line = "", other = ""): string =>
      line.replace(/\{"payload.*\]\}/, /\{"payload.*\]\}/.exec(other)?.[0] ?? "")
    const found = await findings(
      changedLines((lines) => lines.with(20, swap(lines[20], lines[21])).with(21, swap(lines[21], lines[20]))),
    )
    expect(found).toContainEqual(`${RECORDS}: line 21 (record 20): it is not what stands in the log at this index.`)
  })

  test("cannot hide anything in another spelling", async () => {
    const twice = changedLines((lines) =>
      lines.with(30, (lines[30] ?? "").replace('"index":30}', '"index":30,"index":30}')),
    )
    expect(await findings(twice)).toContainEqual(`${RECORDS}: line 31: it is no record.`)
    const spaced = changedLines((lines) => lines.with(30, (lines[30] ?? "").replace("{", "{ ")))
    expect(await findings(spaced)).toContainEqual(`${RECORDS}: line 31: it is no record.`)
  })

  test("cannot change what an entry, a disclosure, an object or a claim says", async () => {
    const entries = linesIn(files, "entries/000.jsonl")
    const deny = entries.findIndex((line) => line.includes('\\"verdict\\":\\"deny\\"'))
    const entry = new Map(files).set(
      "entries/000.jsonl",
      bytesOf(
        entries.with(deny, (entries[deny] ?? "").replace('\\"verdict\\":\\"deny\\"', '\\"verdict\\":\\"allow\\"')),
      ),
    )
    expect((await findings(withManifest(entry))).join("\n")).toMatch(
      /entries\/000\.jsonl: line \d+: the body of entry \d+ is not what was hashed/,
    )

    const shown = linesIn(files, "disclosures/000.jsonl")
    const [, digest = ""] = /"digest":"([^"]+)"/.exec(shown[0] ?? "") ?? []
    const text = Buffer.from(JSON.stringify(["c2FsdA", "actor", "somebody else"])).toString("base64url")
    const disclosure = new Map(files).set(
      "disclosures/000.jsonl",
      bytesOf(shown.with(0, `{"digest":"${digest}","text":"${text}"}`)),
    )
    expect((await findings(withManifest(disclosure))).join("\n")).toContain(
      `disclosures/000.jsonl: line 1: it is not what ${digest} was taken of`,
    )

    const object = [...files.keys()].find((path) => path.startsWith("objects/")) ?? ""
    const other = new Map(files).set(object, Buffer.from("{}"))
    expect(await findings(withManifest(other))).toContainEqual(`${object}: is not what its name says.`)
    const gone = new Map(files)
    gone.delete(object)
    expect((await findings(withManifest(gone))).join("\n")).toContain("no notice says that it was erased")

    const claims: readonly ((said: PackManifest) => PackManifest)[] = [
      (said) => ({ ...said, installation: "01JD000000000000000000000A" }),
      (said) => ({ ...said, applications: ["other"] }),
      (said) => ({ ...said, counts: { ...said.counts, decisions: { ...said.counts.decisions, deny: 0 } } }),
      (said) => ({ ...said, completeness: { ...said.completeness, decisions: 20 } }),
      (said) => ({ ...said, completeness: { ...said.completeness, says: "complete" } }),
    ]
    for (const claim of claims) expect(await findings(withManifest(files, claim))).not.toStrictEqual([])
  })

  test("cannot hand out other keys for others' tools", async () => {
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
      format: "pem",
      type: "spki",
    })
    const keyed = withManifest(new Map(files).set("decision.pub", Buffer.from(stranger)))
    expect(await findings(keyed)).toContainEqual("decision.pub: its keys are not those that the log names.")
    const root = textIn(files, "trusted_root.json").replace(/"rawBytes":"[^"]+"/, '"rawBytes":"AAAA"')
    const rooted = withManifest(new Map(files).set("trusted_root.json", Buffer.from(root)))
    expect((await findings(rooted)).join("\n")).toContain("trusted_root.json: it does not name the key of")
  })
})

describe("a forger who has the keys", () => {
  const withoutDenied = (): readonly OpenRecord[] => {
    const records = recordsIn(files)
    const at = records.findIndex((record) => verdictOf(record) === "deny")
    return records.toSpliced(at, kindOf(records[at + 1] ?? records[at]!) === PREDICATES.decision ? 1 : 2)
  }

  test("makes what agrees, if nothing is changed: so what is found below is not found for another reason", async () => {
    expect(
      await findings(forged(files, recordsIn(files), keys.log, publicOf(keys.record)), trusted(files)),
    ).toStrictEqual([])
  })

  test("cannot leave out a denied decision and number the others anew: its stream shows the gap", async () => {
    const found = await findings(forged(files, withoutDenied(), keys.log, publicOf(keys.record)), trusted(files))
    expect(found.join("\n")).toMatch(
      /line \d+ \(record \d+\): it is number \d+ of checkout\/[a-z]+, and the one before it is number \d+/,
    )
  })

  test("cannot rewrite what somebody keeps a checkpoint of", async () => {
    const folder = await folderWith({
      "kept.checkpoint": textIn(files, `logs/${manifestOf(files).logs[0]?.origin}/checkpoint`),
      "forged.tar": tarOf(forged(files, recordsIn(files).slice(0, -1), keys.log, publicOf(keys.record))),
      "pack.tar": tar,
    })
    const ran = await promotrail(["verify", "forged.tar", "--checkpoint", "kept.checkpoint"], { folder })
    expect([ran.code, ran.out]).toStrictEqual([65, expect.stringContaining("and had 217 when its checkpoint was kept")])
    const same = await promotrail(["verify", "pack.tar", "--checkpoint", "kept.checkpoint"], { folder })
    expect([same.code, same.out]).toStrictEqual([
      0,
      expect.stringContaining("✓ begins with the 217 records of kept.checkpoint"),
    ])
  })

  test("cannot sign what readers read differently: a member twice, a space, an escape", async () => {
    const records = recordsIn(files)
    const last = records.at(-1)?.payload ?? ""
    const spellings = [
      last.replace("{", '{"_type":"x",'),
      last.replace("{", "{ "),
      last.replace("predicateType", "predicateTyp\\u0065"),
    ]
    for (const payload of spellings) {
      const signed = records.with(-1, signRecord(payload, keys.record, records.at(-1)?.keyId ?? ""))
      const found = await findings(forged(files, signed, keys.log, publicOf(keys.record)), trusted(files))
      expect(found[0]).toContain("what was signed is no statement in its one spelling")
    }
  })

  test("is seen with a key of his own for the log, or for records", async () => {
    const log = generateKeyPairSync("ed25519").privateKey
    const other = await findings(forged(files, recordsIn(files), log, publicOf(keys.record)), trusted(files))
    expect(other.join("\n")).toContain('checkpoint: {"kind":"no-known-signature"}')

    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const id = `SHA256:${"A".repeat(43)}`
    const resigned = recordsIn(files).map((record, at) =>
      at === 0 ? record : signRecord(record.payload, privateKey, id),
    )
    const stranger = await findings(forged(files, resigned, keys.log, publicKey), trusted(files))
    expect(stranger).toContainEqual(
      `${RECORDS}: line 2 (record 1): its key ${id} is none that the log has named up to here.`,
    )
    // Under the name of the right key the leaf fits, and the signature does not. The newest: no record follows it.
    const last = recordsIn(files).length - 1
    const named = recordsIn(files).map((record, at) =>
      at < last ? record : signRecord(record.payload, privateKey, record.keyId),
    )
    const masked = await findings(forged(files, named, keys.log, publicOf(keys.record)), trusted(files))
    expect(masked).toStrictEqual([
      `${RECORDS}: line ${last + 1} (record ${last}): its signature is wrong: this is not what was signed.`,
    ])
  })
})

describe("a pack is whole, or there is none", () => {
  test("one that breaks off on its way leaves no file, and one that is there is not replaced unasked", async () => {
    const broken = createServer((_, answer) => {
      answer.writeHead(200, { "content-type": "application/x-tar" })
      answer.write(tar.subarray(0, 100_000), () => answer.destroy())
    })
    const short = createServer((_, answer) => {
      answer.writeHead(200, { "content-type": "application/x-tar" })
      answer.end(tar.subarray(0, 512 * 100))
    })
    for (const rogue of [broken, short]) {
      await new Promise<void>((resolve) => void rogue.listen(0, "127.0.0.1", resolve))
      try {
        const { port } = rogue.address() as AddressInfo
        const folder = await folderWith({})
        const env = { PROMOTRAIL_URL: `http://127.0.0.1:${port}`, PROMOTRAIL_TOKEN: "x" }
        expect(await promotrail(["audit", "pack", "--output", "p.tar"], { folder, env })).toMatchObject({
          code: 69,
          out: "",
        })
        expect(readdirSync(folder)).toStrictEqual([])
      } finally {
        rogue.close()
      }
    }
    const folder = await folderWith({ "p.tar": "mine" })
    expect(await run(folder, "audit", "pack", "--output", "p.tar")).toMatchObject({ code: 64 })
    expect(readFileSync(join(folder, "p.tar"), "utf8")).toBe("mine")
    expect(await run(folder, "audit", "pack", "--output", "p.tar", "--force")).toMatchObject({ code: 0 })
    expect(readdirSync(folder)).toStrictEqual(["p.tar"])
    expect(existsSync(join(folder, "p.tar"))).toBe(true)
  })

  test("is refused to a token of some applications", async () => {
    const made = await run(server.dataFolder, "token", "create", "some", "--scope", "read", "--app", "checkout")
    const folder = await folderWith({})
    const env = { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: made.out.trim() }
    const ran = await promotrail(["audit", "pack", "--output", "p.tar"], { folder, env })
    expect([ran.code, ran.said]).toStrictEqual([
      64,
      expect.stringContaining("an audit pack is of all of them or of none"),
    ])
  })
})

/** Whether an archive would be taken for right. */
async function isRight(archive: Uint8Array): Promise<boolean> {
  let found: PackFiles
  try {
    found = filesIn(archive)
  } catch {
    return false
  }
  return (await verifyPack(packOf(found), { replay: "none" }, PLATFORM)).agrees
}

function unpack(all: PackFiles, folder: string, without?: string): void {
  for (const [path, bytes] of all) {
    if (path === without) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

const hashed = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hashing, part) => hashing.update(part), createHash("sha256")).digest()

/** RFC 6962, section 2.1, word for word. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] ?? Buffer.alloc(0)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return hashed(Buffer.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)))
}
