import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hasher, logSigner, noteIn, sha256, signedBy, verifier, witnessSigner } from "../../testing/signers.ts"
import { formatCheckpoint, formatHash } from "./checkpoint.ts"
import { openNote, formatSignatureLine } from "./note.ts"
import { proveConsistency, rangesOver } from "./proof.ts"
import { answerAddCheckpoint, type Witnessed } from "./witness.ts"

const log = logSigner("log.example")
const stranger = logSigner("log.example")
const leaves = Array.from({ length: 40 }, (_, index) => hasher.leaf(Uint8Array.of(index)))
const honest = rangesOver((index) => leaves[index] ?? "", hasher)
const forked = rangesOver((index) => (index === 2 ? sha256("forged") : (leaves[index] ?? "")), hasher)
const rootAt = (size: number, hashOf = honest): string => (size === 0 ? sha256("") : hashOf(0, size))

type Asked = {
  readonly old: number
  readonly size: number
  readonly proof?: readonly string[]
  readonly hashOf?: typeof honest
  readonly origin?: string
  readonly signer?: typeof log
}

function bodyOf({ old, size, hashOf = honest, origin = "log.example", signer = log, ...asked }: Asked): string {
  const proof = asked.proof ?? (old > 0 && old < size ? proveConsistency(old, size, hashOf) : [])
  const text = formatCheckpoint({ origin, size, root: rootAt(size, hashOf), extensions: [] })
  return [`old ${old}`, ...proof.map(formatHash), "", signedBy(text, signer)].join("\n")
}

const ask = (body: string, witnessed?: Witnessed) =>
  answerAddCheckpoint(
    body,
    { keysOf: (origin) => (origin === "log.example" ? [log.key] : undefined), witnessedOf: () => witnessed },
    { hasher, sha256, verifier },
  )

const at = (size: number): Witnessed => ({ size, root: rootAt(size) })

test.for([
  ["the first checkpoint of a log", { old: 0, size: 5 }, undefined, 200],
  ["the empty log", { old: 0, size: 0 }, undefined, 200],
  ["the next one", { old: 5, size: 9 }, at(5), 200],
  ["the same one again", { old: 5, size: 5 }, at(5), 200],
  ["an origin nobody told it of", { old: 0, size: 5, origin: "x.example" }, undefined, 404],
  ["another key under the name", { old: 0, size: 5, signer: stranger }, undefined, 403],
  ["an old size beyond the new one", { old: 9, size: 5 }, at(9), 400],
  ["an old size that is not the witness's", { old: 4, size: 9 }, at(5), 409],
  ["old 0 of a log it knows", { old: 0, size: 9 }, at(5), 409],
  ["an old size it has not seen", { old: 5, size: 9 }, undefined, 409],
  ["another root for the same size", { old: 5, size: 5, hashOf: forked }, at(5), 409],
  ["another history", { old: 5, size: 9, hashOf: forked }, at(5), 422],
  ["no proof", { old: 5, size: 9, proof: [] }, at(5), 422],
  ["a proof of what needs none", { old: 0, size: 9, proof: [rootAt(1)] }, undefined, 422],
  ["a proof that nothing happened", { old: 5, size: 5, proof: [rootAt(1)] }, at(5), 422],
  ["more proof than any tree has", { old: 5, size: 9, proof: Array.from({ length: 64 }, () => rootAt(1)) }, at(5), 400],
] as const)("%s: %#", async ([, asked, witnessed, status]) => {
  const answer = await ask(bodyOf(asked), witnessed)
  expect(answer.status).toBe(status)
  const said = answer.status === 409 ? [answer.body, answer.mediaType] : undefined
  expect(said).toStrictEqual(status === 409 ? [`${witnessed?.size ?? 0}\n`, "text/x.tlog.size"] : undefined)
})

const GOOD = bodyOf({ old: 5, size: 9 })
test.for([
  ["nothing", ""],
  ["a size with a zero in front", GOOD.replace("old 5", "old 05")],
  ["no size", GOOD.replace("old 5\n", "")],
  ["a line that is no hash", GOOD.replace("old 5\n", "old 5\nabc\n")],
  ["no signature", GOOD.slice(0, GOOD.lastIndexOf("\n\n") + 2)],
  ["no line feed at the end", GOOD.trimEnd()],
])("a request with %s is bad", async ([, body]) => {
  expect(await ask(body as string, at(5))).toMatchObject({ status: 400 })
})

describe("whatever a log tries", () => {
  test("a witness's roots are those of one history, and never shrink", async () => {
    const asked = fc.record({
      old: fc.nat(12),
      size: fc.nat(12),
      hashOf: fc.constantFrom(honest, forked),
      isEmpty: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 12 }), async (requests) => {
        let [witnessed, history]: [Witnessed | undefined, typeof honest | undefined] = [undefined, undefined]
        for (const { isEmpty, ...request } of requests) {
          const answer = await ask(bodyOf({ ...request, ...(isEmpty ? { proof: [] } : {}) }), witnessed)
          if (answer.status !== 200) continue
          expect(answer.next.size).toBeGreaterThanOrEqual(witnessed?.size ?? 0)
          witnessed = answer.next
          // From the third entry on the two histories differ.
          if (witnessed.size > 2) history ??= request.hashOf
          expect(witnessed.root).toBe(rootAt(witnessed.size, history))
        }
      }),
    )
  })

  test("what it signs can be put below the checkpoint", async () => {
    const eyes = witnessSigner("eyes.example", 1_700_000_000)
    const body = bodyOf({ old: 0, size: 5 })
    const answer = await ask(body)
    if (answer.status !== 200) throw new Error("refused")
    const note = noteIn(body.slice(body.indexOf("\n\n") + 2) + formatSignatureLine(eyes.sign(answer.text)))
    const opened = await openNote(note, [eyes.key, log.key], verifier)
    expect(opened.ok && opened.value.verified.map(({ key }) => key.name)).toStrictEqual(["log.example", "eyes.example"])
  })
})
