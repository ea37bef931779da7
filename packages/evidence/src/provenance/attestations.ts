import type { AttestationItem, Instant } from "@promotrail/core"
import { utf8Of } from "../decoders.ts"
import type { FormatInput, Reading } from "../format.ts"
import { Items } from "../items.ts"
import type { Json } from "../json/json.ts"
import { parseLine } from "../json/taken.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import { fromBase64 } from "./base64.ts"

/** An attestation without what is true of every one of them. */
export type DraftAttestation = Omit<AttestationItem, "type" | "verified" | "at" | "pointer">

/** Where in the file an attestation stands. */
export type Place = { readonly at: number; readonly pointer: string }

/**
 * Where every reader of provenance puts what it finds. Nothing is verified here: who signed, and whether the log has
 * it, is asked elsewhere, of the stored bytes.
 */
export class Attestations {
  private subjects = 0
  private signatures = 0
  private producedAt: Instant | undefined
  private doubt: Refusal | undefined
  private document: Json = null
  private readonly input: FormatInput
  private readonly items: Items

  constructor(input: FormatInput) {
    this.input = input
    this.items = new Items(input)
  }

  /** What is read from now on stands in this document: whoever verifies gets it with each attestation of it. */
  within(document: Json): void {
    this.document = document
  }

  add(attestation: DraftAttestation, { at, pointer }: Place): void {
    this.subjects += attestation.subjects.length
    this.signatures += attestation.signatures
    if (attestation.signatures === 0) {
      this.input.warnings.add("unsigned", attestation.predicateType || attestation.statementType)
    }
    this.input.onSigned?.(this.document)
    this.items.add({ type: "attestation", ...attestation, verified: "not-checked", at, pointer })
  }

  /** Notes what makes an attestation worthless although it can be read: it is counted, and no gate may rely on the file. */
  unfit(line: number, what: string): void {
    this.doubt ??= { kind: "invalid", line, what }
  }

  /** Notes when something was built or logged; the newest counts. */
  time(text: string): void {
    const read = readTime(text)
    if (read.kind !== "instant") return
    if (this.producedAt === undefined || read.at > this.producedAt) this.producedAt = read.at
  }

  /** The JSON in a base64 text. `what`: the subject of the sentence in case it is neither. */
  decoded(text: string, what: string, { at }: Place): Json {
    const bytes = fromBase64(text)
    if (bytes === undefined || bytes.length === 0) return invalid(at, `${what} is not base64`)
    const value = parseLine(this.utf8(bytes, what, at), this.input.limits.jsonDepth)
    return value === undefined ? invalid(at, `${what} is not JSON`) : value
  }

  finish(): Reading {
    const { items, subjects, signatures, producedAt } = this
    // A signature over nobody knows what belongs to no artifact.
    const unfit = this.doubt ?? (subjects === 0 ? ({ kind: "nothing-measured", what: "subjects" } as const) : undefined)
    return {
      refusal: items.count === 0 ? { kind: "nothing-measured", what: "attestations" } : null,
      ...(unfit === undefined ? {} : { unfit }),
      counts: { attestations: items.count, subjects, signatures },
      ...(producedAt === undefined ? {} : { producedAt }),
    }
  }

  private utf8(bytes: Uint8Array, what: string, at: number): string {
    try {
      return utf8Of(this.input).decode(bytes)
    } catch {
      return invalid(at, `${what} is not UTF-8`)
    }
  }
}

/** Refuses the file at once: there is nothing in it to be shown. */
export function invalid(line: number, what: string): never {
  throw new RefusedInput({ kind: "invalid", line, what })
}
