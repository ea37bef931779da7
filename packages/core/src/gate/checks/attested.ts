import { CATEGORY_OF_KIND } from "../../catalog/evidence-kind.ts"
import type { CategoryName } from "../../catalog/names.ts"
import { isBelow } from "../../kernel/below.ts"
import type { SignedBy } from "../../catalog/policy-reports.ts"
import {
  isVerified,
  TRUST_STEPS,
  type Artifact,
  type AttestationState,
  type Signer,
} from "../../reports/attestation.ts"
import type { AttestedAnswers, Reason } from "../outcome.ts"
import type { FactOf, Judged } from "./report-check.ts"

/** What an attestation lacks to do: how far it got, and whether that says no or says nothing. */
export type Lack = {
  /** The more the further. Of several attestations the one that got furthest is told. */
  readonly rank: number
  readonly settles: "fail" | "unknown"
  readonly reason: (artifacts: readonly string[]) => Reason
}

/** What is asked of attestations: of each about an artifact, and of all of them together. */
export type AttestedQuestion = {
  /** `undefined`: it does. */
  readonly lackOf: (attestation: AttestationState) => Lack | undefined
  /** What stands against the artifact whatever else is attested. */
  readonly objection?: (about: readonly AttestationState[]) => Lack | undefined
  /** No attestation is about the artifact, and none about anything else. */
  readonly nothing: (artifacts: readonly string[], because: "no-artifact" | "no-attestation") => Reason
  /** The answers that only the policy can give. */
  readonly answersTo: (
    attestation: AttestationState,
  ) => Pick<AttestedAnswers["answers"], "identity" | "builder" | "source">
}

/** The category that attestations are sent under unless somebody chooses another. */
export const PROVENANCE = CATEGORY_OF_KIND.provenance as CategoryName

const ANSWERED = 20
const NAMED = 20

/**
 * Every artifact of the release has to have an attestation that does. More of them never hurt: what is no good is
 * passed over where another is (in-toto, the monotonic principle), and of those that all are no good the best is told.
 */
export function judgeAttested(state: FactOf<"provenance">, question: AttestedQuestion): Judged {
  if (state.assumed === true) return {}
  const { attested = [], artifacts = [], category } = state
  if (artifacts.length === 0) return { unknowns: [question.nothing([], "no-artifact")] }
  const lacks = artifacts.flatMap((artifact) => {
    const lack = lackOf(artifact, attested, question, category)
    return lack === undefined ? [] : [{ artifact, lack }]
  })
  const told = [...Map.groupBy(lacks, ({ lack }) => JSON.stringify([lack.settles, lack.reason([])])).values()]
  const reasons = (settles: Lack["settles"]) =>
    told.flatMap((alike) => {
      const [first] = alike
      if (first === undefined || first.lack.settles !== settles) return []
      return [first.lack.reason(alike.slice(0, NAMED).map(({ artifact }) => artifact.name))]
    })
  return {
    fails: reasons("fail"),
    unknowns: reasons("unknown"),
    attested: attested.slice(0, ANSWERED).map((attestation) => answersOf(attestation, question)),
  }
}

function lackOf(
  { digest, name }: Artifact,
  attested: readonly AttestationState[],
  question: AttestedQuestion,
  category: CategoryName,
): Lack | undefined {
  const about = attested.filter(({ artifacts }) => artifacts.includes(digest))
  const [first] = attested
  if (about.length === 0) {
    const reason: Lack["reason"] =
      first === undefined
        ? (names) => question.nothing(names, "no-attestation")
        : (names) => ({
            code: "evidence.wrong_subject",
            kind: "provenance",
            category,
            evidence: first.evidence,
            artifacts: names,
          })
    return { rank: 0, settles: "unknown", reason }
  }
  const objection = question.objection?.(about)
  if (objection !== undefined) return objection
  const lacks = about.map((attestation) => question.lackOf(attestation))
  if (lacks.includes(undefined)) return undefined
  const [furthest] = lacks
    .filter((lack) => lack !== undefined)
    .toSorted((a, b) => b.rank - a.rank || Number(b.settles === "fail") - Number(a.settles === "fail"))
  if (furthest === undefined) throw new Error(`nothing is said of ${name}`)
  return furthest
}

/** How far an attestation gets by its signature alone. */
export const SIGNATURE_RANK = { unsigned: 2, unchecked: 3, invalid: 4, stranger: 5 } as const

/** Who may sign, and how that is called. */
export type Signers = { readonly isSigner: (signer: Signer) => boolean; readonly allowed: readonly string[] }

/** What a signature lacks, whoever asks: there, right, and by one of those who may sign. */
export function lackOfSignature(
  attestation: AttestationState,
  may: SignedBy,
  category: CategoryName,
  { isSigner, allowed }: Signers = { isSigner: maySign(may), allowed: allowedBy(may) },
): Lack | undefined {
  const { answers, because, evidence, signers } = attestation
  const missing = (rank: number, why: "unsigned" | "not-checked"): Lack => ({
    rank,
    settles: "unknown",
    reason: (artifacts) => ({
      code: "signature.missing",
      category,
      artifacts,
      evidence,
      because: why,
      detail: why === "unsigned" ? null : because,
    }),
  })
  const invalid = (rank: number, step: Extract<Reason, { code: "signature.invalid" }>["step"]): Lack => ({
    rank,
    settles: "fail",
    reason: (artifacts) => ({
      code: "signature.invalid",
      category,
      artifacts,
      evidence,
      step,
      because: step === "identity" ? null : because,
      signedBy: signers.map(nameOfSigner).slice(0, NAMED),
      allowed: step === "identity" ? allowed : [],
    }),
  })
  const broken = TRUST_STEPS.find((step) => answers[step] === "no")
  if (broken !== undefined) return invalid(SIGNATURE_RANK.invalid, broken)
  if (answers.signature === "none") return missing(SIGNATURE_RANK.unsigned, "unsigned")
  if (!isVerified(attestation)) return missing(SIGNATURE_RANK.unchecked, "not-checked")
  return signers.some(isSigner) ? undefined : invalid(SIGNATURE_RANK.stranger, "identity")
}

/** Whether a signer is one of those the policy names. Nobody is where it names none. */
export function maySign({ signers, keys }: SignedBy): (signer: Signer) => boolean {
  const rules = signers.map(({ identity, issuer }) => ({ issuer, isIdentity: isBelow(identity) }))
  return (signer) =>
    signer.by === "key"
      ? keys.includes(signer.name) || keys.includes(signer.fingerprint)
      : rules.some(({ issuer, isIdentity }) => issuer === signer.issuer && isIdentity(signer.subject))
}

/** Those who may sign, in words. */
export function allowedBy({ signers, keys }: SignedBy): readonly string[] {
  return [
    ...signers.map(({ identity, issuer }) => `${identity} by ${issuer}`),
    ...keys.map((key) => `key ${key}`),
  ].slice(0, NAMED)
}

/** A signer, in words. */
export function nameOfSigner(signer: Signer): string {
  return signer.by === "key" ? `key ${signer.name}` : `${signer.subject} by ${signer.issuer}`
}

function answersOf(attestation: AttestationState, question: AttestedQuestion): AttestedAnswers {
  const { evidence, at, predicateType, answers, artifacts, because, signers } = attestation
  return {
    evidence,
    at,
    predicateType,
    signedBy: signers.map(nameOfSigner).slice(0, NAMED),
    answers: { subject: artifacts.length > 0 ? "yes" : "no", ...answers, ...question.answersTo(attestation) },
    because,
  }
}

/** An answer of the policy; what could not be verified is not asked any further. */
export function policyAnswer(attestation: AttestationState, does: boolean): "yes" | "no" | "not-checked" {
  if (!isVerified(attestation)) return "not-checked"
  return does ? "yes" : "no"
}
