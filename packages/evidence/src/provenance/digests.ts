import { entries, type Json } from "../json/json.ts"

/** The digests of a subject or material, as `algorithm:value`. */
export function digestsOf(value: Json): readonly string[] {
  return entries(value, "digest").flatMap(([algorithm, digest]) =>
    typeof digest === "string" && digest !== "" ? [`${algorithm}:${digest}`] : [],
  )
}
