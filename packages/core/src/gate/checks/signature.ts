import type { SignatureParameters } from "../../catalog/policy-reports.ts"
import { TRUST_STEPS } from "../../reports/attestation.ts"
import type { Reason } from "../outcome.ts"
import { allowedBy, judgeAttested, lackOfSignature, maySign, policyAnswer, PROVENANCE } from "./attested.ts"
import type { CheckKind } from "./check-kind.ts"
import { askReports, remediesOfReports, type FactOf, type Judged, type ReportQuestion } from "./report-check.ts"

/** Whether every artifact of the release is signed, in an attestation of any kind, by one of those the policy names. */
export const signature: CheckKind<"signature"> = {
  kind: "signature",
  title: "Every artifact of the release is signed by one of those the policy names.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: SignatureParameters): ReportQuestion<"provenance"> {
  return {
    name: "signature",
    kind: "provenance",
    parameters,
    wanted: [PROVENANCE],
    judgesOthers: false,
    wants: { signedBy: allowedBy(parameters) },
    missing: () => nothing([], "no-attestation"),
    judge: (state) => judged(state, parameters),
    remedies: () => [],
  }
}

function judged(state: FactOf<"provenance">, parameters: SignatureParameters): Judged {
  const isSigner = maySign(parameters)
  const { category } = state
  const answer = judgeAttested(state, {
    lackOf: (attestation) => lackOfSignature(attestation, parameters, category),
    nothing,
    answersTo: (attestation) => ({
      identity: policyAnswer(attestation, attestation.signers.some(isSigner)),
      builder: "none",
      source: "none",
    }),
  })
  return { ...answer, warns: isDone(answer) ? brokenBeside(state) : [] }
}

const isDone = ({ fails = [], unknowns = [] }: Judged): boolean => fails.length + unknowns.length === 0

/** A signature that is wrong is worth a word also where it decides nothing: somebody made it. */
function brokenBeside({ attested = [], artifacts = [], category, assumed }: FactOf<"provenance">): Reason[] {
  if (assumed === true) return []
  return attested.flatMap(({ evidence, answers, because, artifacts: about }): Reason[] => {
    const step = TRUST_STEPS.find((one) => answers[one] === "no")
    if (step === undefined || about.length === 0) return []
    const names = artifacts.filter(({ digest }) => about.includes(digest)).map(({ name }) => name)
    return [
      { code: "signature.invalid", category, artifacts: names, evidence, step, because, signedBy: [], allowed: [] },
    ]
  })
}

function nothing(artifacts: readonly string[], because: "no-artifact" | "no-attestation"): Reason {
  return { code: "signature.missing", category: PROVENANCE, artifacts, evidence: null, because, detail: null }
}
