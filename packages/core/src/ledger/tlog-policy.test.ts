import { describe, expect, test } from "vitest"
import { logSigner, noteIn, sha256, signedBy, verifier, witnessSigner, type Signer } from "../../testing/signers.ts"
import { formatCheckpoint } from "./checkpoint.ts"
import { formatNoteKey } from "./note-key.ts"
import { judgeCheckpoint, parseTlogPolicy } from "./tlog-policy.ts"

const log = logSigner("log.example")
const other = logSigner("other.example")
const [x1, x2, x3, y1] = ["x1", "x2", "x3", "y1"].map((name) => witnessSigner(`${name}.example`, 1_700_000_000)) as [
  Signer,
  Signer,
  Signer,
  Signer,
]
const vkey = ({ key }: Signer): string => formatNoteKey(key)
const LINES = [
  "# who may watch",
  `log ${vkey(log)} https://log.example/`,
  `\twitness X1 ${vkey(x1)}`,
  `witness X2  ${vkey(x2)}`,
  `witness X3 ${vkey(x3)}`,
  "group X 2 X1 X2 X3",
  "",
  `witness Y1 ${vkey(y1)}`,
  "group XY all X Y1",
  "quorum XY",
]
const file = (...lines: readonly string[]): string => `${lines.join("\n")}\n`
const TEXT = formatCheckpoint({ origin: "log.example", size: 1, root: sha256("x"), extensions: [] })

function policyOf(text: string) {
  const read = parseTlogPolicy(text, sha256)
  if (!read.ok) throw new Error(`line ${read.error.line}: ${read.error.why}`)
  return read.value
}
const judge = (text: string, ...signers: readonly Signer[]) =>
  judgeCheckpoint(noteIn(signedBy(TEXT, ...signers)), policyOf(text), verifier)

describe("a quorum", () => {
  test.for([
    ["two of three and the other", [x1, x3, y1], true],
    ["all of them", [x1, x2, x3, y1], true],
    ["one of three", [x1, y1], false],
    ["the same one twice", [x1, x1, y1], false],
    ["the other one is missing", [x1, x2, x3], false],
    ["nobody", [], false],
  ] as const)("%s: %#", async ([, signers, isEnough]) => {
    const judged = await judge(file(...LINES), log, ...signers)
    expect(judged.ok ? "vouched" : judged.error.kind).toBe(isEnough ? "vouched" : "no-quorum")
  })

  test("says who vouched, and when", async () => {
    expect(await judge(file(...LINES), log, x2, x1, y1)).toMatchObject({
      ok: true,
      value: {
        checkpoint: { origin: "log.example", size: 1 },
        log: log.key,
        witnesses: ["X1", "X2", "Y1"].map((name) => ({ name, time: 1_700_000_000 })),
      },
    })
  })

  test("`none` asks for no witness, and still for the log", async () => {
    const text = file(`log ${vkey(log)}`, `witness X1 ${vkey(x1)}`, "quorum none")
    expect(await judge(text, log)).toMatchObject({ ok: true, value: { witnesses: [] } })
    expect(await judge(text, x1)).toStrictEqual({
      ok: false,
      error: { kind: "no-log-signature", origin: "log.example" },
    })
    expect(await judge(text, other)).toStrictEqual({ ok: false, error: { kind: "no-known-signature" } })
  })

  test("a log that is known signs for no other log's origin", async () => {
    const text = file(`log ${vkey(other)}`, "quorum none")
    expect(await judge(text, other)).toMatchObject({ error: { kind: "no-log-signature" } })
  })

  test("a wrong signature of a witness is not made good by a quorum of others", async () => {
    const wrong = { ...x3, sign: () => x3.sign("another text\n") }
    expect(await judge(file(...LINES), log, x1, x2, y1, wrong)).toMatchObject({ error: { kind: "bad-signature" } })
  })
})

describe("what is no policy", () => {
  const renamed = { key: { ...log.key } }
  test.for([
    ["no quorum", LINES.slice(0, -1), 10],
    ["two quorums", [...LINES, "quorum X1"], 11],
    ["a quorum of nobody known", ["quorum X1"], 1],
    ["a quorum before its witness", ["quorum X1", `witness X1 ${vkey(x1)}`], 1],
    ["a group before its members", ["group X 1 X1", `witness X1 ${vkey(x1)}`], 1],
    ["a group of itself", ["group X 1 X"], 1],
    ["a group of nobody", ["group X 1"], 1],
    ["none as a member", ["group X 1 none"], 1],
    ["a threshold beyond the members", [`witness X1 ${vkey(x1)}`, "group X 2 X1"], 2],
    ["a threshold of nothing", [`witness X1 ${vkey(x1)}`, "group X 0 X1"], 2],
    ["a threshold with a zero in front", [`witness X1 ${vkey(x1)}`, "group X 01 X1"], 2],
    ["a member twice", [`witness X1 ${vkey(x1)}`, "group X 1 X1 X1"], 2],
    ["a member of two groups", [`witness X1 ${vkey(x1)}`, "group X 1 X1", "group Y 1 X1"], 3],
    ["a name that is taken", [`witness X1 ${vkey(x1)}`, `witness X1 ${vkey(x2)}`], 2],
    ["a witness called none", [`witness none ${vkey(x1)}`], 1],
    ["a witness twice", [`witness X1 ${vkey(x1)}`, `witness X2 ${vkey(x1)}`], 2],
    ["a log twice", [`log ${vkey(log)}`, `log ${vkey(renamed as Signer)}`], 2],
    ["a witness's key for a log", [`log ${vkey(x1)}`], 1],
    ["a log's key for a witness", [`witness X1 ${vkey(log)}`], 1],
    ["a broken key", [`log ${vkey(log).slice(0, -1)}`], 1],
    ["a word nobody knows", ["trust everybody"], 1],
    ["a carriage return", ["quorum none\r"], 1],
  ] as const)("%s", ([, lines, line]) => {
    expect(parseTlogPolicy(file(...lines), sha256)).toMatchObject({ ok: false, error: { line } })
  })

  test("one whose last line does not end, whatever stands there", () => {
    expect(parseTlogPolicy("quorum none\n# cu", sha256)).toMatchObject({ ok: false, error: { line: 2 } })
  })

  test("a policy that was cut anywhere is none, or lacks no rule", () => {
    const text = file(...LINES)
    for (let cut = 0; cut < text.length; cut++) expect(parseTlogPolicy(text.slice(0, cut), sha256).ok).toBe(false)
  })
})
