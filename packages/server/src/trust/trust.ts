import type { Digest } from "@promotrail/core"
import { hash } from "node:crypto"
import { readPublicKey, type TrustedKey } from "./public-key.ts"
import { readTrustedRoot, type RootOfTrust } from "./trusted-root.ts"

/** The files of the trust folder, as they were read at start: what threads are handed. */
export type TrustFiles = readonly { readonly name: string; readonly text: string }[]

/** Whom the installation trusts. Nobody at all is a possible answer. */
export type Trust = {
  /** Over names and contents of all files; `null`: there are none. A decision keeps it. */
  readonly digest: Digest | null
  readonly roots: readonly RootOfTrust[]
  readonly keys: readonly TrustedKey[]
}

/** A file of the trust folder that cannot be used. Starting without it would only look like being safe. */
export class TrustMistake extends Error {
  override readonly name = "TrustMistake"
}

/** Reads the files. */
export function trustOf(files: TrustFiles): Trust {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const read = <T>(of: (name: string) => boolean, reader: (name: string, text: string) => T): T[] =>
    sorted
      .filter(({ name }) => of(name))
      .map(({ name, text }) => {
        try {
          return reader(name, text)
        } catch (error) {
          throw new TrustMistake(`The trust root ${name} ${error instanceof Error ? error.message : String(error)}.`)
        }
      })
  return {
    digest: sorted.length === 0 ? null : digestOf(sorted),
    roots: read((name) => name.endsWith(".json"), readTrustedRoot),
    keys: read((name) => !name.endsWith(".json"), readPublicKey),
  }
}

function digestOf(sorted: TrustFiles): Digest {
  const lines = sorted.map(({ name, text }) => `${hash("sha256", text, "hex")}  ${name}\n`)
  return `sha256:${hash("sha256", lines.join(""), "hex")}` as Digest
}
