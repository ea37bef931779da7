import { dsseCases, jcsCases, statementCases, vsaCases } from "./attest.ts"
import { celCases } from "./cel.ts"
import type { VectorCase } from "./case.ts"
import { merkleCases, tileCases } from "./merkle.ts"
import { checkpointCases, noteCases, witnessCases } from "./notes.ts"

/** Published vectors by the name of their folder. They are read when asked for: the folder may not be there. */
export const VECTOR_CASES: Readonly<Record<string, () => readonly VectorCase[]>> = {
  merkle: merkleCases,
  tiles: tileCases,
  "signed-note": noteCases,
  checkpoint: checkpointCases,
  witness: witnessCases,
  dsse: dsseCases,
  vsa: vsaCases,
  "in-toto": statementCases,
  jcs: jcsCases,
  cel: celCases,
}
