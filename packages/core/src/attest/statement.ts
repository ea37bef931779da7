import type { Json } from "../kernel/canonical-json.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { textOfUtf8 } from "../kernel/utf8.ts"
import type { VerifiedPayload } from "./dsse.ts"
import { memberOf, readStrictJson, type UnsignableJson } from "./strict-json.ts"

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
export const STATEMENT_PAYLOAD_TYPE = "application/vnd.in-toto+json"

/** What a statement is about. Names are for people: things are the same if their digests are. */
export type Subject = { readonly name?: string; readonly digests: ReadonlyMap<string, string> }

/** An in-toto Statement, version 1: something is said of subjects. */
export type Statement = {
  readonly subjects: readonly Subject[]
  readonly predicateType: string
  readonly predicate: Json
}

export type MalformedStatement =
  | UnsignableJson
  | {
      readonly kind: "malformed-statement"
      readonly member: "payloadType" | "payload" | "_type" | "subject" | "predicateType" | "predicate"
    }

/** The statement in a payload whose signature was verified. */
export function statementIn({ payloadType, payload }: VerifiedPayload): Result<Statement, MalformedStatement> {
  if (payloadType !== STATEMENT_PAYLOAD_TYPE) return malformed("payloadType")
  const text = textOfUtf8(payload)
  return text === undefined ? malformed("payload") : parseStatement(text)
}

/** Reads a statement. One without a subject, or with a subject without a digest, says nothing of anything. */
export function parseStatement(text: string): Result<Statement, MalformedStatement> {
  const read = readStrictJson(text)
  if (!read.ok) return read
  const { value } = read
  if (memberOf(value, "_type") !== STATEMENT_TYPE) return malformed("_type")
  const listed = memberOf(value, "subject")
  if (!Array.isArray(listed) || listed.length === 0) return malformed("subject")
  const subjects: Subject[] = []
  for (const item of listed as readonly Json[]) {
    const subject = subjectIn(item)
    if (subject === undefined) return malformed("subject")
    subjects.push(subject)
  }
  const predicateType = memberOf(value, "predicateType")
  if (typeof predicateType !== "string" || predicateType === "") return malformed("predicateType")
  const said = memberOf(value, "predicate")
  const predicate = said === undefined ? {} : said
  if (predicate === null || typeof predicate !== "object" || Array.isArray(predicate)) return malformed("predicate")
  return ok({ subjects, predicateType, predicate })
}

/** A statement as JSON, to be spelled canonically and signed. */
export function statementToJson({ subjects, predicateType, predicate }: Statement): Json {
  return {
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ name, digests }) => ({ name, digest: Object.fromEntries(digests) })),
    predicateType,
    predicate,
  }
}

function subjectIn(value: Json): Subject | undefined {
  const name = memberOf(value, "name")
  if (name !== undefined && typeof name !== "string") return undefined
  const digests = digestsIn(memberOf(value, "digest"))
  if (digests === undefined || digests.size === 0) return undefined
  return name === undefined ? { digests } : { name, digests }
}

/** A digest set: value by algorithm. */
export function digestsIn(value: Json | undefined): ReadonlyMap<string, string> | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined
  const entries = Object.entries(value)
  const isRight = entries.every(
    ([algorithm, digest]) => algorithm !== "" && typeof digest === "string" && digest !== "",
  )
  return isRight ? new Map(entries as [string, string][]) : undefined
}

const malformed = (
  member: Extract<MalformedStatement, { readonly kind: "malformed-statement" }>["member"],
): Result<never, MalformedStatement> => err({ kind: "malformed-statement", member })
