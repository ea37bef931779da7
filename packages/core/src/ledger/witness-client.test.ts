import { describe, expect, test } from "vitest"
import {
  hasher,
  logSigner,
  noteIn,
  sha256,
  signedBy,
  verifier,
  witnessSigner,
  type Signer,
} from "../../testing/signers.ts"
import { formatCheckpoint } from "./checkpoint.ts"
import { formatSignatureLine, openNote } from "./note.ts"
import { proveConsistency, rangesOver } from "./proof.ts"
import { askWitness, readWitnessed, type AnchoredLog } from "./witness-client.ts"
import { answerAddCheckpoint, type Witnessed } from "./witness.ts"

const ORIGIN = "log.example"
const log = logSigner(ORIGIN)
const eyes = witnessSigner("eyes.example", 1_700_000_000)
const other = witnessSigner("other.example", 1_700_000_000)

/** A log that has as many entries as `sizes` says, one after the other each time it is asked. */
function logOf(sizes: readonly number[], first = "0"): AnchoredLog {
  const leaves = Array.from({ length: 40 }, (_, at) => hasher.leaf(Buffer.from(at === 0 ? first : String(at))))
  const hashOf = rangesOver((index) => leaves[index] ?? "", hasher)
  const left = [...sizes]
  return {
    head() {
      const size = (left.length > 1 ? left.shift() : left[0]) ?? 0
      const text = formatCheckpoint({ origin: ORIGIN, size, root: hashOf(0, size), extensions: [] })
      return Promise.resolve({ origin: ORIGIN, size, note: signedBy(text, log) })
    },
    consistency: (oldSize, size) => Promise.resolve(proveConsistency(oldSize, size, hashOf)),
  }
}

/** A witness that follows the specification. */
function witnessOf(signer: Signer = eyes) {
  let witnessed: Witnessed | undefined
  const asked: string[] = []
  return {
    asked,
    ask: async (body: string) => {
      asked.push(body.split("\n")[0] ?? "")
      const answer = await answerAddCheckpoint(
        body,
        { keysOf: (origin) => (origin === ORIGIN ? [log.key] : undefined), witnessedOf: () => witnessed },
        { hasher, sha256, verifier },
      )
      if (answer.status !== 200) return answer
      witnessed = answer.next
      return {
        status: 200,
        body: formatSignatureLine(other.sign(answer.text)) + formatSignatureLine(signer.sign(answer.text)),
      }
    },
  }
}

const trusting = (cosigned = 0) => ({ key: eyes.key, cosigned, verifier })

describe("a witness that follows the specification", () => {
  test("cosigns a log from its first head on, and each later one by a proof", async () => {
    const { ask, asked } = witnessOf()
    const first = await askWitness(logOf([5]), ask, trusting())
    expect(first).toMatchObject({ ok: true, value: { size: 5, time: 1_700_000_000 } })
    expect(await askWitness(logOf([9]), ask, trusting(5))).toMatchObject({ ok: true, value: { size: 9 } })
    expect(asked).toStrictEqual(["old 0", "old 5"])
    // One line of the witness that was asked, none of the one that wrote beside it.
    const opened = await openNote(noteIn(first.ok ? first.value.note : ""), [log.key, eyes.key, other.key], verifier)
    expect(opened).toMatchObject({ ok: true, value: { unknown: 0 } })
    expect(opened.ok && opened.value.verified.map(({ key }) => key.name)).toStrictEqual([ORIGIN, "eyes.example"])
  })

  test("says what it knows to a log that has forgotten, and is asked from there", async () => {
    const { ask, asked } = witnessOf()
    await askWitness(logOf([5]), ask, trusting())
    expect(await askWitness(logOf([9]), ask, trusting(0))).toMatchObject({ ok: true, value: { size: 9 } })
    expect(asked).toStrictEqual(["old 0", "old 0", "old 5"])
    // Its answer was lost: the same head once more, with nothing to prove.
    expect(await askWitness(logOf([9]), ask, trusting(5))).toMatchObject({ ok: true, value: { size: 9 } })
  })

  test("that was shown a newer head than the log had a moment ago is asked with the newest", async () => {
    const { ask } = witnessOf()
    await askWitness(logOf([9]), ask, trusting())
    expect(await askWitness(logOf([7, 12]), ask, trusting(5))).toMatchObject({ ok: true, value: { size: 12 } })
  })

  test("has seen more than a log that was restored from a backup", async () => {
    const { ask } = witnessOf()
    await askWitness(logOf([9]), ask, trusting())
    const found = await askWitness(logOf([7]), ask, trusting(5))
    expect(found).toStrictEqual({ ok: false, error: { kind: "log-shrunk", seen: 9, size: 7 } })
  })

  test.for([
    ["and grew", 12, 9],
    ["to the same size", 9, 9],
  ] as const)("finds a log that was written again %s", async ([, size, seen]) => {
    const { ask } = witnessOf()
    await askWitness(logOf([9]), ask, trusting())
    const found = await askWitness(logOf([size], "forged"), ask, trusting(0))
    expect(found).toStrictEqual({ ok: false, error: { kind: "log-forked", size, seen } })
  })

  test("that forgot what it cosigned is not believed again", async () => {
    const { ask } = witnessOf()
    await askWitness(logOf([5]), ask, trusting())
    const found = await askWitness(logOf([12]), ask, trusting(9))
    expect(found).toStrictEqual({ ok: false, error: { kind: "witness-forgot", seen: 5, cosigned: 9 } })
  })
})

describe("what is no cosignature of the witness is none", () => {
  const signed = async (signer: Signer, text?: string) => {
    const { note } = await logOf([5]).head()
    return formatSignatureLine(signer.sign(text ?? noteIn(note).text))
  }
  const thief = witnessSigner("eyes.example", 1)
  const underItsId: Signer = { key: thief.key, sign: (text) => ({ ...thief.sign(text), id: eyes.key.id }) }
  test.for([
    ["nothing", () => Promise.resolve("")],
    ["a page", () => Promise.resolve("<html>\n")],
    ["another witness's line", () => signed(other)],
    ["another key's under its name", () => signed(thief)],
    ["another key's under its name and id", () => signed(underItsId)],
    ["its line below another text", () => signed(eyes, "log.example\n5\nAAAA\n")],
    ["its line without an end", async () => (await signed(eyes)).trimEnd()],
    ["a text of its own before its line", async () => `\nx\n\n${await signed(eyes)}`],
    ["the log's signature", () => signed(log)],
  ] as const)("200 with %s", async ([, bodyOf]) => {
    const body = await bodyOf()
    const found = await askWitness(logOf([5]), () => Promise.resolve({ status: 200, body }), trusting())
    expect(found).toStrictEqual({ ok: false, error: { kind: "witness-garbled", why: "signature" } })
  })

  test.for([
    [404, "x", { kind: "witness-refused", status: 404 }],
    [403, "x", { kind: "witness-refused", status: 403 }],
    [301, "x", { kind: "witness-refused", status: 301 }],
    [503, "x", { kind: "witness-refused", status: 503 }],
    [409, "", { kind: "witness-garbled", why: "size" }],
    [409, "4", { kind: "witness-garbled", why: "size" }],
    [409, "04\n", { kind: "witness-garbled", why: "size" }],
    [409, "0\n", { kind: "witness-garbled", why: "size" }],
  ] as const)("%i %j", async ([status, body, error]) => {
    const found = await askWitness(logOf([5]), () => Promise.resolve({ status, body }), trusting())
    expect(found).toStrictEqual({ ok: false, error })
  })

  test("a witness that says another size each time is asked a few times", async () => {
    let asked = 0
    const ask = () => Promise.resolve({ status: 409, body: `${++asked}\n` })
    expect(await askWitness(logOf([39]), ask, trusting())).toMatchObject({ ok: false })
    expect(asked).toBeLessThan(10)
  })
})

describe("the checkpoint that a witness keeps", () => {
  const textOf = (size: number, origin = ORIGIN) =>
    formatCheckpoint({ origin, size, root: sha256("x"), extensions: [] })
  test.for([
    ["of both", signedBy(textOf(9), log, eyes), 9],
    ["of the log alone", signedBy(textOf(9), log), undefined],
    ["of the witness alone", signedBy(textOf(9), eyes), undefined],
    ["of another log", signedBy(textOf(9, "x.example"), log, eyes), undefined],
    ["of nobody", textOf(9), undefined],
  ] as const)("counts with signatures %s only", async ([, note, size]) => {
    expect(await readWitnessed(note, ORIGIN, { log: log.key, witness: eyes.key }, verifier)).toBe(size)
  })
})
