import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { logSigner, noteIn, sha256, signedBy, verifier, witnessSigner } from "../../testing/signers.ts"
import { formatNoteKey, noteKey, parseNoteKey } from "./note-key.ts"
import { formatNote, formatSignatureLine, MAX_NOTE_SIGNATURES, openNote, parseNote } from "./note.ts"

const ada = logSigner("ada.example")
const bob = logSigner("bob.example")
const eve = logSigner("ada.example") // another key under a name that is known
const eyes = witnessSigner("eyes.example/w1", 1_700_000_000)
const TEXT = "two\n\nparts\n"
const open = (note: string, ...keys: readonly { readonly key: typeof ada.key }[]) =>
  openNote(
    noteIn(note),
    keys.map(({ key }) => key),
    verifier,
  )

describe("opening", () => {
  test("a note is its text, and who of the known keys signed it, each once", async () => {
    const opened = await open(signedBy(TEXT, ada, bob, ada, eyes), ada, eyes)
    expect(opened).toStrictEqual({
      ok: true,
      value: { text: TEXT, verified: [{ key: ada.key }, { key: eyes.key, time: 1_700_000_000 }], unknown: 1 },
    })
  })

  test("without a known key it is worth nothing, also where the name is known", async () => {
    expect(await open(signedBy(TEXT, eve, bob), ada)).toStrictEqual({
      ok: false,
      error: { kind: "no-known-signature" },
    })
  })

  test("a wrong signature of a known key makes all others worth nothing, before and behind them", async () => {
    const wrong = { ...ada, sign: () => ada.sign("another text\n") }
    const refused = { ok: false, error: { kind: "bad-signature", name: "ada.example" } }
    expect(await open(signedBy(TEXT, bob, wrong), ada, bob)).toStrictEqual(refused)
    expect(await open(signedBy(TEXT, wrong, bob), ada, bob)).toStrictEqual(refused)
    expect(await open(signedBy(TEXT, ada, wrong), ada, bob)).toStrictEqual(refused)
  })

  test("a wrong signature of an unknown key is ignored", async () => {
    const wrong = { ...eve, sign: () => eve.sign("another text\n") }
    expect(await open(signedBy(TEXT, wrong, ada), ada)).toMatchObject({ ok: true, value: { unknown: 1 } })
  })

  test("two keys that cannot be told apart open nothing", async () => {
    const twin = { key: { ...eve.key, id: ada.key.id } }
    expect(await open(signedBy(TEXT, ada), ada, twin)).toMatchObject({ error: { kind: "ambiguous-key" } })
    expect(await open(signedBy(TEXT, ada), ada, ada)).toMatchObject({ ok: true })
  })

  test("a witness's signature is of its time, too", async () => {
    const late = {
      ...eyes,
      sign: (text: string) => ({ ...eyes.sign(text), signature: eyes.sign(text).signature.with(7, 1) }),
    }
    expect(await open(signedBy(TEXT, late), eyes)).toMatchObject({ error: { kind: "bad-signature" } })
  })
})

describe("reading", () => {
  const line = formatSignatureLine(ada.sign(TEXT))
  test.for([
    ["no signature", TEXT, "signature-line"],
    ["no empty line at all", "text\n", "no-signatures"],
    ["an empty line and nothing behind it", "text\n\n", "no-signatures"],
    ["a signature that does not end", `text\n\n${line.trimEnd()}`, "no-signatures"],
    ["something behind the signatures", `text\n\n${line}more\n`, "signature-line"],
    ["a hyphen in place of the dash", `text\n\n${line.replace("—", "-")}`, "signature-line"],
    ["a name with a space", `text\n\n${line.replace("ada", "a da")}`, "signature-line"],
    ["a name with a space of another kind", `text\n\n${line.replace("ada", "a\u00a0da")}`, "signature-line"],
    ["a name with a plus", `text\n\n${line.replace("ada", "a+da")}`, "signature-line"],
    ["no name", `text\n\n${line.replace("ada.example", "")}`, "signature-line"],
    ["a key id and no signature", "text\n\n— ada.example AAAAAA==\n", "signature-line"],
    ["base64 of another alphabet", `text\n\n— ada.example ${"_".repeat(92)}\n`, "signature-line"],
    ["a carriage return", `text\r\n\n${line}`, "control-character"],
    ["a NUL", `te\0xt\n\n${line}`, "control-character"],
    ["half a character", `te\ud800xt\n\n${line}`, "control-character"],
    ["more signatures than anybody needs", `text\n\n${line.repeat(MAX_NOTE_SIGNATURES + 1)}`, "too-many-signatures"],
    ["more text than anybody needs", `${"x".repeat(1 << 20)}\n\n${line}`, "too-large"],
  ] as const)("%s is refused", ([, note, why]) => {
    expect(parseNote(note)).toStrictEqual({ ok: false, error: { kind: "malformed-note", why } })
  })

  test("sixteen signatures are accepted", async () => {
    const signers = Array.from({ length: 16 }, (_, at) => logSigner(`signer-${at}.example`))
    const opened = await open(signedBy(TEXT, ...signers), ...signers)
    expect(opened.ok && opened.value.verified).toHaveLength(16)
  })

  test("what is read is written the same", () => {
    const note = signedBy(TEXT, ada, bob, eyes)
    expect(formatNote(noteIn(note))).toBe(note)
  })
})

test("every flipped bit of a note is found, or was in a signature that nobody knows", async () => {
  const note = Buffer.from(signedBy("log.example\n1\nroot\n", ada, eyes))
  for (let bit = 0; bit < note.length * 8; bit++) {
    const flipped = Buffer.from(note)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const parsed = parseNote(flipped.toString())
    const opened = parsed.ok ? await openNote(parsed.value, [ada.key, eyes.key], verifier) : undefined
    // A flipped name or key id makes an unknown signer of a known one; then only one of the two is left.
    const isWhole = opened?.ok === true && opened.value.verified.length === 2
    expect([bit, isWhole]).toStrictEqual([bit, false])
  }
})

describe("keys", () => {
  test("what is written is read, for every kind of key", () => {
    for (const { key } of [ada, eyes]) {
      expect(parseNoteKey(formatNoteKey(key), sha256)).toStrictEqual({ ok: true, value: key })
    }
    const ecdsa = noteKey("ec.example", "ecdsa", new Uint8Array(91).fill(7), sha256)
    expect(ecdsa.id).toBe(sha256(new Uint8Array(91).fill(7)).slice(0, 8))
    expect(parseNoteKey(formatNoteKey(ecdsa), sha256)).toStrictEqual({ ok: true, value: ecdsa })
  })

  const good = formatNoteKey(ada.key)
  test.for([
    ["", "shape"],
    ["ada.example", "shape"],
    ["ada.example+00000000", "shape"],
    [good.replace("ada.example+", "ada.example+x"), "shape"],
    [` ${good}`, "name"],
    [good.replace("ada", "eve"), "id"],
    [good.replace(ada.key.id, ada.key.id.toUpperCase().replace(/^[0-9]*$/, "ABCDEFAB")), "shape"],
    [good.slice(0, -1), "base64"],
    ["ada.example+00000000+AQ==", "length"],
    ["ada.example+00000000+CQ==", "unknown-algorithm"],
  ] as const)("%s is no key", ([text, why]) => {
    expect(parseNoteKey(text, sha256)).toStrictEqual({ ok: false, error: { kind: "invalid-note-key", why } })
  })

  test("every changed character of a key is found", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(..."abcXYZ019+/=. ".split("")), (at, char) => {
        const changed = good.slice(0, at) + char + good.slice(at + 1)
        expect(parseNoteKey(changed, sha256).ok).toBe(changed === good)
      }),
    )
  })
})
