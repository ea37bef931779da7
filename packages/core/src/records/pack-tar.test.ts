import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { utf8Of } from "../kernel/utf8.ts"
import { paddedTar, readTar, TAR_END, tarHead, type TarFault, type TarFile } from "./pack-tar.ts"

/** An archive of these files. */
function tarOf(files: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const parts = files.flatMap(([path, bytes]) => [
    ...tarHead(path, bytes.length),
    ...bytes,
    ...new Uint8Array(paddedTar(bytes.length) - bytes.length),
  ])
  return Uint8Array.of(...parts, ...TAR_END)
}

const open = (tar: Uint8Array): readonly TarFile[] | TarFault =>
  readTar((at, bytes) => tar.subarray(at, at + bytes), tar.length)

const anyName = fc.stringMatching(/^[a-z0-9/.-]{1,180}$/)
const anyFiles = fc.uniqueArray(fc.tuple(anyName, fc.uint8Array({ maxLength: 1_200 })), {
  selector: ([name]) => name,
  maxLength: 5,
})

describe("an archive", () => {
  test("has the files that were put into it, names of any length and letters of any language", () => {
    const name = `${"ä/".repeat(90)}日本語.json`
    const tar = tarOf([
      ["a", utf8Of("x")],
      [name, utf8Of("yz")],
    ])
    expect(open(tar)).toStrictEqual([
      { path: "a", at: 512, bytes: 1 },
      { path: name, at: 2560, bytes: 2 },
    ])
  })

  test("read is what was written", () => {
    fc.assert(
      fc.property(anyFiles, (files) => {
        const tar = tarOf(files)
        const read = open(tar)
        expect(
          "kind" in read ? read : read.map(({ path, at, bytes }) => [path, tar.slice(at, at + bytes)]),
        ).toStrictEqual(files)
      }),
    )
  })

  test("cut anywhere is none, and neither is one with something behind it", () => {
    fc.assert(
      fc.property(anyFiles, fc.nat(), (files, place) => {
        const tar = tarOf(files)
        expect(open(tar.subarray(0, place % tar.length))).toMatchObject({ kind: "tar-fault" })
        expect(open(Uint8Array.of(...tar, 0))).toMatchObject({ kind: "tar-fault", why: "end" })
      }),
    )
  })

  test("with another byte in it is none, or one with another file", () => {
    fc.assert(
      fc.property(anyFiles, fc.nat(), fc.integer({ min: 1, max: 255 }), (files, place, flip) => {
        const tar = tarOf(files)
        const at = place % tar.length
        tar[at] = (tar[at] ?? 0) ^ flip
        const read = open(tar)
        if ("kind" in read) return
        expect(read.some((file) => at >= file.at && at < file.at + file.bytes)).toBe(true)
      }),
    )
  })

  test("says behind which file it is wrong, and how", () => {
    const [one, two] = [
      ["one", utf8Of("1")],
      ["two", utf8Of("2")],
    ] as const
    expect(open(tarOf([one, two, one]))).toMatchObject({ why: "twice", path: "one" })
    const tar = tarOf([one, two])
    expect(open(tar.with(600, 1))).toMatchObject({ why: "padding", path: "one" })
    expect(open(tar.with(1024, 1))).toMatchObject({ why: "head", path: "one", at: 1024 })
    expect(open(tar.with(136, 49))).toMatchObject({ why: "head", path: null }) // its time
    expect(open(new Uint8Array())).toMatchObject({ why: "cut", path: null })
  })

  test("holds no file that its heads have no room for", () => {
    expect(() => tarHead("large", 8 ** 11)).toThrow("large is too large")
  })
})
