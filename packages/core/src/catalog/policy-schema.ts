import type { Json } from "../kernel/canonical-json.ts"
import { REQUIRED, sections } from "./policy-file.ts"
import { gateSchema, gatesSchema } from "./policy-gates.ts"

/**
 * The JSON Schema (2020-12) of a policy file, for editors and for whoever writes one by program. It is made of the
 * shapes the reader reads with. What a schema cannot say (declared names, what is inherited) the reader says.
 */
export function policyJsonSchema(): Json {
  const properties = Object.fromEntries(Object.entries(sections).map(([key, { schema }]) => [key, schema]))
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:promotrail:policy:v1",
    title: "Promotrail policy",
    description: "What a release of one application needs before it may enter each environment.",
    type: "object",
    additionalProperties: false,
    required: REQUIRED,
    properties: { ...properties, gates: gatesSchema("#/$defs/gate") },
    $defs: { gate: gateSchema },
  }
}
