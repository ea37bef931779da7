import { at as member, has, isJsonList, isJsonObject, type Json, list, text } from "../json/json.ts"
import { shorten } from "../warnings.ts"
import { type Attestations, type DraftAttestation, invalid, type Place } from "./attestations.ts"
import { digestsOf } from "./digests.ts"
import { readPredicate } from "./predicate.ts"

/** Whether a value calls itself an in-toto Statement. */
export const isStatement = (value: Json | undefined): boolean => /in-toto\.io\/Statement\//.test(text(value, "_type"))

/**
 * Reads an in-toto Statement (https://in-toto.io/Statement/v0.1 and v1): what is said (the predicate) of what (the
 * subjects, each by its digests). A subject without a digest could be anything.
 */
export function readStatement(value: Json, signatures: number, place: Place, attestations: Attestations): void {
  const { at: line } = place
  if (!isJsonObject(value)) invalid(line, "the payload is no statement")
  const statementType = text(value, "_type")
  if (!/^https:\/\/in-toto\.io\/Statement\/v(0\.1|1|1\.0)$/.test(statementType)) {
    attestations.unfit(
      line,
      `the payload is no in-toto Statement of version v0.1 or v1, but ${shorten(statementType) || "of no type"}`,
    )
  }
  const predicateType = text(value, "predicateType")
  if (predicateType === "") attestations.unfit(line, "the statement does not say what it is about (`predicateType`)")
  if (has(value, "subject") && !isJsonList(member(value, "subject")))
    attestations.unfit(line, "the subjects are no list")
  const subjects = list(value, "subject").map((subject) => subjectOf(subject, line, attestations))
  const predicate = readPredicate(predicateType, member(value, "predicate") ?? member(value, "slsaProvenance") ?? null)
  for (const time of predicate.times) attestations.time(time)
  const { builder, buildType, sources, source, summary } = predicate
  attestations.add(
    {
      statementType,
      predicateType,
      subjects,
      ...(builder === "" ? {} : { builder }),
      ...(buildType === "" ? {} : { buildType }),
      sources,
      ...(source === "" ? {} : { source }),
      ...(summary === undefined ? {} : { summary }),
      signatures,
    },
    place,
  )
}

function subjectOf(subject: Json, line: number, attestations: Attestations): DraftAttestation["subjects"][number] {
  const name = text(subject, "name") || text(subject, "uri")
  const digests = digestsOf(subject)
  if (digests.length === 0) attestations.unfit(line, `the subject ${shorten(name)} has no digest`)
  return { name, digests }
}
