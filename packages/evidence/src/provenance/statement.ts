import { at as member, has, isJsonObject, type Json, list, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
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
  const statementType = text(value, "_type")
  if (!/^https:\/\/in-toto\.io\/Statement\/v(0\.1|1|1\.0)$/.test(statementType)) {
    if (statementType === "" || !isJsonObject(value)) invalid(place.at, "the payload is no in-toto Statement")
    const title = "An in-toto Statement"
    throw new RefusedInput({ kind: "unsupported-version", title, version: statementType, reads: "v0.1 and v1" })
  }
  const predicateType = text(value, "predicateType")
  if (predicateType === "") invalid(place.at, "the statement does not say what it is about (`predicateType`)")
  if (has(value, "subject") && !Array.isArray(member(value, "subject"))) invalid(place.at, "the subjects are no list")
  const subjects = list(value, "subject").map((subject) => subjectOf(subject, place))
  const predicate = readPredicate(predicateType, member(value, "predicate") ?? member(value, "slsaProvenance") ?? null)
  for (const time of predicate.times) attestations.time(time)
  const { builder, buildType, sources } = predicate
  attestations.add(
    {
      statementType,
      predicateType,
      subjects,
      ...(builder === "" ? {} : { builder }),
      ...(buildType === "" ? {} : { buildType }),
      sources,
      signatures,
    },
    place,
  )
}

function subjectOf(subject: Json, { at }: Place): DraftAttestation["subjects"][number] {
  const name = text(subject, "name") || text(subject, "uri")
  const digests = digestsOf(subject)
  if (digests.length === 0) invalid(at, `the subject ${shorten(name)} has no digest`)
  return { name, digests }
}
