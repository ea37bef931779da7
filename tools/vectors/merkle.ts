import {
  bytesOfHex,
  buildTiles,
  formatCheckpoint,
  hashesOnLevel,
  hexOf,
  judgeCheckpoint,
  parseBundle,
  parseNote,
  parseNoteKey,
  parseTile,
  parseTilePath,
  proveConsistency,
  proveInclusion,
  rangesOver,
  rootOfTiles,
  TILE_WIDTH,
  tilePath,
  tilesOf,
  verifyConsistency,
  verifyInclusion,
  verifySubtree,
  verifySubtreeInclusion,
} from "@promotrail/core"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { SIGNATURES } from "@promotrail/cli"
import { LEDGER_HASHER, sha256 } from "@promotrail/server"
import { filesBelow, readVectors, VECTORS, type VectorCase } from "./case.ts"

type ProofCase = Readonly<Record<string, number>> & {
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
} & Readonly<Record<"root" | "root1" | "root2" | "leafHash", string>>

const hex = (base64: string | null): string => hexOf(Buffer.from(base64 ?? "", "base64"))

/** Merkle proofs of transparency-dev: inclusion, consistency, and the same for subtrees. */
export function merkleCases(): readonly VectorCase[] {
  const verify: Readonly<Record<string, (vector: ProofCase, proof: readonly string[]) => boolean>> = {
    inclusion: ({ leafIdx = -1, treeSize = -1, root, leafHash }, proof) =>
      verifyInclusion({ index: leafIdx, size: treeSize, leaf: hex(leafHash), root: hex(root) }, proof, LEDGER_HASHER)
        .ok,
    consistency: ({ size1 = -1, size2 = -1, root1, root2 }, proof) =>
      verifyConsistency(
        { oldSize: size1, newSize: size2, oldRoot: hex(root1), newRoot: hex(root2) },
        proof,
        LEDGER_HASHER,
      ).ok,
    subtreeinclusion: ({ leafIdx = -1, start = -1, end = -1, root, leafHash }, proof) =>
      verifySubtreeInclusion({ index: leafIdx, start, end, leaf: hex(leafHash), root: hex(root) }, proof, LEDGER_HASHER)
        .ok,
    subtreeconsistency: ({ start = -1, end = -1, size = -1, root1, root2 }, proof) =>
      verifySubtree({ start, end, size, part: hex(root1), whole: hex(root2) }, proof, LEDGER_HASHER).ok,
  }
  return [
    ...Object.entries(verify).flatMap(([folder, isRight]) =>
      filesBelow("merkle", folder).map((file) => ({
        name: `merkle/${folder}/${file}`,
        run() {
          const vector = readVectors<ProofCase>("merkle", folder, file)
          return { said: isRight(vector, (vector.proof ?? []).map(hex)), expected: !vector.wantErr }
        },
      })),
    ),
    referenceTree(),
  ]
}

function referenceTree(): VectorCase {
  return {
    name: "merkle/reference-tree.json: roots, and proofs between all of them",
    run() {
      const { leavesHex, rootsBySizeHex } = readVectors<{
        readonly leavesHex: readonly string[]
        readonly rootsBySizeHex: readonly string[]
      }>("merkle", "reference-tree.json")
      const leaves = leavesHex.map((leaf) => LEDGER_HASHER.leaf(bytesOfHex(leaf)))
      const hashOf = rangesOver((index) => leaves[index] ?? "", LEDGER_HASHER)
      const rootAt = (size: number): string => rootsBySizeHex[size] ?? ""
      const said = leaves.flatMap((leaf, index) =>
        leaves.slice(index).map((_, more) => {
          const size = index + more + 1
          return (
            hashOf(0, size) === rootAt(size) &&
            verifyInclusion(
              { index, size, leaf, root: rootAt(size) },
              proveInclusion(index, size, hashOf),
              LEDGER_HASHER,
            ).ok &&
            verifyConsistency(
              { oldSize: index + 1, newSize: size, oldRoot: rootAt(index + 1), newRoot: rootAt(size) },
              proveConsistency(index + 1, size, hashOf),
              LEDGER_HASHER,
            ).ok
          )
        }),
      )
      return { said: said.every(Boolean) && rootAt(0) === sha256(""), expected: true }
    },
  }
}

/** Paths and widths of tiles, and snapshots of a log that Tessera wrote. */
export function tileCases(): readonly VectorCase[] {
  const { indexToPath, tilesForSize } = readVectors<{
    readonly indexToPath: readonly (readonly [number, string])[]
    readonly tilesForSize: readonly {
      readonly size: number
      readonly full: Readonly<Record<string, number>>
      readonly partialWidth: Readonly<Record<string, number>>
    }[]
  }>("tiles", "paths.json")
  const log = join(VECTORS, "tiles/tessera-testdata")
  const { vkey, entriesInOrder } = readVectors<{ readonly vkey: string; readonly entriesInOrder: readonly string[] }>(
    "tiles/tessera-testdata/README.json",
  )
  return [
    ...indexToPath.map(([index, path]) => ({
      name: `tiles/paths.json: ${index}`,
      run: () => ({
        said: [tilePath({ level: 0, index, width: TILE_WIDTH }), parseTilePath(`tile/0/${path}`)?.index],
        expected: [`tile/0/${path}`, index],
      }),
    })),
    ...tilesForSize.map(({ size, full, partialWidth }) => ({
      name: `tiles/paths.json: a log of ${size} entries`,
      run() {
        const tiles = [...tilesOf(size)]
        const whole = Map.groupBy(
          tiles.filter(({ width }) => width === TILE_WIDTH),
          ({ level }) => level,
        )
        const partial = tiles.filter(({ width }) => width < TILE_WIDTH)
        return {
          said: [
            Object.fromEntries([...whole].map(([level, of]) => [level, of.length])),
            Object.fromEntries(partial.map(({ level, width }) => [level, width])),
          ],
          expected: [full, partialWidth],
        }
      },
    })),
    ...entriesInOrder
      .map((_, at) => at + 1)
      .filter((size) => existsSync(join(log, `checkpoint.${size}`)))
      .map((size) => ({
        name: `tiles/tessera-testdata/checkpoint.${size}`,
        async run() {
          const note = parseNote(readFileSync(join(log, `checkpoint.${size}`), "utf8"))
          const key = parseNoteKey(vkey, sha256)
          if (!note.ok || !key.ok) return { said: "unreadable", expected: "readable" }
          const policy = { logs: [key.value], witnesses: new Map(), groups: new Map(), quorum: "none" }
          const judged = await judgeCheckpoint(note.value, policy, SIGNATURES)
          const bundle = parseBundle(readFileSync(join(log, `tile/entries/000.p/${size}`)))
          const hashes = parseTile(readFileSync(join(log, `tile/0/000.p/${size}`))) ?? []
          const leaves = bundle.entries.map((entry) => LEDGER_HASHER.leaf(entry))
          const root = rootOfTiles(size, (_level, index) => hashes[index] ?? "", LEDGER_HASHER)
          const [[built] = []] = [...buildTiles(leaves, LEDGER_HASHER)].map(([, bytes]) => [parseTile(bytes)])
          return {
            said: [
              judged.ok &&
                formatCheckpoint(judged.value.checkpoint) === note.value.text &&
                judged.value.checkpoint.root,
              bundle.entries.map((entry) => Buffer.from(entry).toString()),
              built,
              hashesOnLevel(size, 0),
            ],
            expected: [root, entriesInOrder.slice(0, size), hashes, hashes.length],
          }
        },
      })),
  ]
}
