import { describe, expect, test } from "vitest"
import { hasher, logSigner, noteIn, sha256, signedBy } from "../../testing/signers.ts"
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts"
import { proveInclusion, rangesOver } from "./proof.ts"
import { formatTlogProof, parseTlogProof, verifyTlogProof, type TlogProof } from "./tlog-proof.ts"

const log = logSigner("log.example")
const bodies = Array.from({ length: 13 }, (_, index) => Buffer.from(`entry ${index}`))
const hashOf = rangesOver((index) => hasher.leaf(bodies[index] ?? new Uint8Array()), hasher)
const TEXT = formatCheckpoint({ origin: "log.example", size: 13, root: hashOf(0, 13), extensions: [] })

const proofOf = (index: number): TlogProof => ({
  index,
  path: proveInclusion(index, 13, hashOf),
  checkpoint: noteIn(signedBy(TEXT, log)),
})
const FILE = formatTlogProof(proofOf(7))

function read(text: string): TlogProof {
  const parsed = parseTlogProof(text)
  if (!parsed.ok) throw new Error(parsed.error.why)
  return parsed.value
}

test("every entry is proven by its file, and no other entry is", () => {
  for (const [index, body] of bodies.entries()) {
    const proof = read(formatTlogProof(proofOf(index)))
    expect(proof).toStrictEqual(proofOf(index))
    expect(verifyTlogProof(proof, body, hasher)).toStrictEqual({ ok: true, value: true })
    expect(verifyTlogProof(proof, Buffer.from("entry x"), hasher)).toMatchObject({ ok: false })
    expect(verifyTlogProof({ ...proof, index: (index + 1) % 13 }, body, hasher)).toMatchObject({ ok: false })
  }
})

test("extra data stays as it is", () => {
  const extra = Uint8Array.of(1, 2, 3)
  expect(read(formatTlogProof({ ...proofOf(0), extra })).extra).toStrictEqual(extra)
})

describe("what is no proof", () => {
  test.for([
    ["another version", FILE.replace("@v1", "@v2"), "header"],
    ["nothing behind the header", "c2sp.org/tlog-proof@v1\n", "end"],
    ["extra behind the index", FILE.replace("index 7\n", "index 7\nextra AQID\n"), "hash"],
    ["extra that is no base64", FILE.replace("index 7\n", "extra !\nindex 7\n"), "extra"],
    ["an index with a zero in front", FILE.replace("index 7", "index 07"), "index"],
    ["a negative index", FILE.replace("index 7", "index -7"), "index"],
    ["no index", FILE.replace("index 7\n", ""), "index"],
    ["a short hash", FILE.replace(/\n[^\n]{44}\n/, "\nAQID\n"), "hash"],
    [
      "more hashes than any tree has levels",
      FILE.replace("index 7\n", `index 7\n${`${"A".repeat(43)}=\n`.repeat(64)}`),
      "too-many-hashes",
    ],
  ] as const)("%s", ([, text, why]) => {
    expect(parseTlogProof(text)).toStrictEqual({ ok: false, error: { kind: "malformed-tlog-proof", why } })
  })

  test("a checkpoint that nobody signed", () => {
    expect(parseTlogProof(FILE.slice(0, FILE.lastIndexOf("\n\n") + 2))).toMatchObject({ ok: false })
  })
})

test("every changed character above the signatures is found", () => {
  const end = FILE.lastIndexOf("\n\n")
  for (let at = 0; at < end; at++) {
    const changed = `${FILE.slice(0, at)}${FILE[at] === "A" ? "B" : "A"}${FILE.slice(at + 1)}`
    const parsed = parseTlogProof(changed)
    // The name of a log is for the signature to protect.
    const isProven = parsed.ok && verifyTlogProof(parsed.value, bodies[7] as Buffer, hasher).ok
    const isOrigin = at >= FILE.indexOf("log.example") && at < FILE.indexOf("log.example") + "log.example".length
    expect([at, isProven]).toStrictEqual([at, isOrigin])
  }
})

describe("a checkpoint", () => {
  const ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
  test.for([
    ["a size with a sign", `log\n+1\n${ROOT}\n`, "size"],
    ["a size with a zero in front", `log\n01\n${ROOT}\n`, "size"],
    ["a size nobody can count to", `log\n9007199254740992\n${ROOT}\n`, "size-too-large"],
    ["no origin", `\n1\n${ROOT}\n`, "lines"],
    ["an empty line among extensions", `log\n1\n${ROOT}\nmore\n\n`, "lines"],
    ["no line feed at the end", `log\n1\n${ROOT}`, "lines"],
    ["a root with stray bits", `log\n1\n${ROOT.replace("2I=", "2J=")}\n`, "root"],
    ["a root without padding", `log\n1\n${ROOT.slice(0, -1)}\n`, "root"],
    ["a root in the other alphabet", `log\n1\n${ROOT.replace("/", "_")}\n`, "root"],
  ] as const)("%s is refused", ([, text, why]) => {
    expect(parseCheckpoint(text)).toStrictEqual({ ok: false, error: { kind: "malformed-checkpoint", why } })
  })

  test("the largest size that can be counted is read", () => {
    const read = parseCheckpoint(`log\n9007199254740991\n${ROOT}\nextra\n`)
    expect(read).toMatchObject({ ok: true, value: { size: Number.MAX_SAFE_INTEGER, extensions: ["extra"] } })
    expect(sha256("")).toHaveLength(64)
  })
})
