import { describe, expect, test } from "vitest"
import { folderWith, promotrail } from "./support/command.ts"
import { logFiles, logHand, proofFile, witnessHand } from "./support/log-maker.ts"

const ORIGIN = "prod.acme.ledger.example.com"
const log = logHand(ORIGIN)
const thief = logHand(ORIGIN)
const eyes = witnessHand("eyes.example/w1", 1_700_000_000)
const entries = Array.from({ length: 300 }, (_, index): Uint8Array => Buffer.from(`{"entry":${index}}`))
const LOG = logFiles(ORIGIN, entries, log, eyes)
const POLICY = `log ${log.vkey}\nwitness w1 ${eyes.vkey}\nquorum w1\n`
const PATHS = [...LOG.keys()]

/** A folder with the log below `log/`, changed as the test says, and other files beside it. */
function folderOf(files: ReadonlyMap<string, Uint8Array>, beside: Readonly<Record<string, string | Uint8Array>> = {}) {
  const below = Object.fromEntries([...files].map(([path, bytes]) => [`log/${path}`, bytes]))
  return folderWith({ "policy.txt": POLICY, ...beside, ...below })
}

const bytesOf = (path: string): Uint8Array => LOG.get(path) ?? new Uint8Array()
const textOf = (files: ReadonlyMap<string, Uint8Array>, path: string): string =>
  Buffer.from(files.get(path) ?? []).toString()

describe("a log", () => {
  test("agrees when its files do and whom we trust has seen it", async () => {
    const folder = await folderOf(LOG)
    const ran = await promotrail(["verify", "log", "--policy", "policy.txt"], { folder })
    expect(ran).toMatchObject({ code: 0, said: "" })
    expect(ran.out).toMatch(/^✓ log agrees {2}prod\.acme\.ledger\.example\.com: 300 entries, root \S{44}\n/)
    expect(ran.out).toContain(
      "✓ signed by prod.acme.ledger.example.com, witnessed by w1 (2023-11-14T22:13:20Z), as policy.txt asks",
    )
    expect(ran.out).toContain("✓ 300 entries in 5 files: every byte agrees with the root")
  })

  test("without a policy says that nobody vouches, with its own that this is its own", async () => {
    const bare = await promotrail(["verify", "log"], { folder: await folderOf(LOG) })
    expect(bare.code).toBe(0)
    expect(bare.out).toContain("! nobody vouches for this root")
    const own = new Map([...LOG, ["policy.txt", Buffer.from(POLICY)]])
    const declared = await promotrail(["verify", "log"], { folder: await folderOf(own) })
    expect(declared.code).toBe(0)
    expect(declared.out).toContain("! self-declared trust: signed by prod.acme.ledger.example.com")
  })

  test.for([
    ["another key under its name", logFiles(ORIGIN, entries, thief, eyes), "no log of the policy has signed"],
    ["no witness", logFiles(ORIGIN, entries, log), "the policy asks for w1; it was witnessed by nobody"],
    ["nobody known", logFiles(ORIGIN, entries, thief), "none of its signatures is of a key in the policy"],
    ["a rewritten entry, signed by another", logFiles(ORIGIN, entries.with(7, Buffer.from("x")), thief), "none of its"],
  ] as const)("signed by %s is not believed", async ([, files, sentence]) => {
    const folder = await folderOf(files)
    const { code, out } = await promotrail(["verify", "log", "--policy", "policy.txt"], { folder })
    expect([code, out]).toStrictEqual([65, expect.stringContaining(sentence)])
  })
})

describe("whatever is done to a file, it is named", () => {
  const tampered = {
    "a flipped bit": (bytes: Uint8Array) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1),
    "a lost last byte": (bytes: Uint8Array) => bytes.slice(0, -1),
    "a byte more": (bytes: Uint8Array) => Uint8Array.of(...bytes, 0),
    "no byte left": () => new Uint8Array(),
  }
  const cases = PATHS.flatMap((path) => Object.entries(tampered).map(([what, change]) => [path, what, change] as const))
  test.for(cases)("%s: %s", async ([path, , change]) => {
    const folder = await folderOf(new Map(LOG).set(path, change(bytesOf(path))))
    const { code, out, said } = await promotrail(["verify", "log", "--policy", "policy.txt"], { folder })
    expect([code, out + said]).toStrictEqual([65, expect.stringContaining(path)])
    const isNamed = (other: string): boolean => new RegExp(`${RegExp.escape(other)}(?:[: ]|$)`, "m").test(out + said)
    expect(PATHS.filter(isNamed)).toStrictEqual([path])
  })

  test.for(PATHS)("%s: deleted", async (path) => {
    const files = new Map(LOG)
    files.delete(path)
    const { code, out, said } = await promotrail(["verify", "log", "--policy", "policy.txt"], {
      folder: await folderOf(files),
    })
    expect([code, out + said]).toStrictEqual([65, expect.stringContaining(`${path} is missing`)])
  })

  test("an entry is named by its number, a hash by the entry it stands for", async () => {
    const changed = bytesOf("tile/entries/001.p/44")
    const entry = new Map(LOG).set("tile/entries/001.p/44", changed.with(5, (changed[5] ?? 0) ^ 1))
    const ofEntry = await promotrail(["verify", "log"], { folder: await folderOf(entry) })
    expect(ofEntry.out).toContain("✗ tile/entries/001.p/44: entry 256 is not the one whose hash the log has.")
    const hashes = bytesOf("tile/0/000")
    const hash = new Map(LOG).set("tile/0/000", hashes.with(33, (hashes[33] ?? 0) ^ 1))
    const ofHash = await promotrail(["verify", "log"], { folder: await folderOf(hash) })
    expect(ofHash.out).toContain("✗ tile/0/000: the hash over entry 1 is not that of what stands below it.")
  })

  test("two files that changed places", async () => {
    const [one, other] = ["tile/entries/001.p/44", "tile/0/001.p/44"]
    const files = new Map(LOG).set(one, bytesOf(other)).set(other, bytesOf(one))
    const { code, out } = await promotrail(["verify", "log"], { folder: await folderOf(files) })
    expect(code).toBe(65)
    expect(out).toContain(one)
    expect(out).toContain(other)
  })

  test("entries that changed places", async () => {
    const moved = logFiles(
      ORIGIN,
      entries.with(10, entries[11] as Uint8Array).with(11, entries[10] as Uint8Array),
      thief,
    )
    const files = new Map(LOG).set("tile/entries/000", moved.get("tile/entries/000") as Uint8Array)
    const { out } = await promotrail(["verify", "log"], { folder: await folderOf(files) })
    expect(out).toContain("✗ tile/entries/000: entry 10 is not")
  })
})

describe("a checkpoint kept from last time", () => {
  const kept = textOf(logFiles(ORIGIN, entries.slice(0, 200), log, eyes), "checkpoint")
  const forked = textOf(logFiles(ORIGIN, entries.slice(0, 200).with(3, Buffer.from("x")), log), "checkpoint")
  const longer = textOf(logFiles(ORIGIN, [...entries, ...entries], log), "checkpoint")
  const foreign = textOf(logFiles("other.example", entries.slice(0, 200), log), "checkpoint")
  const unsigned = textOf(logFiles(ORIGIN, entries.slice(0, 200), thief), "checkpoint")
  test.for([
    ["continued", kept, 0, "✓ begins with the 200 entries of kept"],
    ["rewritten", forked, 65, "the first 200 entries are not those of the checkpoint that was kept"],
    ["shortened", longer, 65, "the log has 300 entries, and had 600"],
    ["of another log", foreign, 65, "kept is of another log: other.example"],
    ["that the log did not sign", unsigned, 65, "kept: none of its signatures"],
    ["that is none", "old\n", 65, "kept: it ends without signatures"],
  ] as const)("%s", async ([, text, exit, sentence]) => {
    const folder = await folderOf(LOG, { kept: text })
    const { code, out, said } = await promotrail(["verify", "log", "--policy", "policy.txt", "--checkpoint", "kept"], {
      folder,
    })
    expect([code, out + said]).toStrictEqual([exit, expect.stringContaining(sentence)])
  })
})

describe("a file alone", () => {
  const proof = proofFile(ORIGIN, entries, 123, log, eyes)
  const beside = { "a.tlog-proof": proof, entry: entries[123] ?? "", other: entries[124] ?? "" }
  const ask = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    promotrail(["verify", ...args], { folder: await folderOf(LOG, { ...beside, ...more }) })

  test("a proof holds for its entry, and for no other", async () => {
    const right = await ask(["a.tlog-proof", "--entry", "entry", "--policy", "policy.txt"])
    expect([right.code, right.out]).toStrictEqual([0, expect.stringContaining("✓ entry is entry 123 of the log")])
    const wrong = await ask(["a.tlog-proof", "--entry", "other", "--policy", "policy.txt"])
    expect([wrong.code, wrong.out]).toStrictEqual([
      65,
      expect.stringContaining("does not lead from the entry to the root"),
    ])
  })

  test("a proof or a checkpoint that nobody vouches for proves nothing", async () => {
    for (const args of [["a.tlog-proof", "--entry", "entry"], ["log/checkpoint"]]) {
      const { code, out } = await ask(args)
      expect([code, out]).toStrictEqual([65, expect.stringContaining("nobody vouches for this checkpoint")])
    }
  })

  test("a checkpoint is believed by policy, and compared with one of its size", async () => {
    const alone = ["log/checkpoint", "--policy", "policy.txt"]
    expect((await ask(alone)).code).toBe(0)
    const same = await ask([...alone, "--checkpoint", "kept"], { kept: textOf(LOG, "checkpoint") })
    expect([same.code, same.out]).toStrictEqual([0, expect.stringContaining("✓ the same entries as kept")])
    const older = textOf(logFiles(ORIGIN, entries.slice(0, 9), log), "checkpoint")
    const unseen = await ask([...alone, "--checkpoint", "kept"], { kept: older })
    expect([unseen.code, unseen.out]).toStrictEqual([65, expect.stringContaining("Verify the log's folder")])
  })

  test.for([
    [["a.tlog-proof", "--policy", "policy.txt"], 64, "--entry is required"],
    [["log", "--entry", "entry"], 64, "--entry belongs to a .tlog-proof file"],
    [["absent"], 64, "there is no such file or folder"],
    [["log", "--policy", "absent"], 65, "absent is missing"],
    [["log", "--policy", "broken"], 65, "broken, line 1: unknown word trust"],
    [["entry"], 65, "entry: it ends without signatures"],
  ] as const)("%j ends with %i", async ([args, exit, sentence]) => {
    const { code, said } = await ask(args, { broken: "trust everybody\n" })
    expect([code, said]).toStrictEqual([exit, expect.stringContaining(sentence)])
  })
})
