import { harmless } from "../kernel/harmless.ts"
import type { TrustStep } from "../reports/attestation.ts"
import type { AttestedAnswers, AttestedWants, Reason } from "./outcome.ts"
import { plural } from "./words.ts"

type AttestedReason = Extract<
  Reason,
  {
    code: "signature.missing" | "signature.invalid" | "provenance.missing" | "provenance.builder" | "provenance.source"
  }
>

const CODES: { readonly [Code in AttestedReason["code"]]: true } = {
  "signature.missing": true,
  "signature.invalid": true,
  "provenance.missing": true,
  "provenance.builder": true,
  "provenance.source": true,
}

/** Whether a reason is about what attestations say, and whether they can be believed. */
export function isAttestedReason(reason: Reason): reason is AttestedReason {
  return Object.hasOwn(CODES, reason.code)
}

const OF_STEP: Readonly<Record<TrustStep, string>> = {
  form: "is not well-formed",
  signature: "has a signature that is wrong",
  chain: "has a certificate that no trust root vouches for",
  log: "has no proof of a transparency log that holds",
  time: "was not signed while its certificate or key was valid",
}

const OF_PROBLEM = {
  builder: "it was built by",
  "build-type": "the type of the build is",
  level: "the build level it shows is",
  verifier: "the summary was made by",
  result: "the result of the summary is",
  resource: "the summary is about",
  "verified-levels": "the levels of the summary are",
} as const

/** The sentence of such a reason. */
export function explainAttestedReason(reason: AttestedReason): string {
  const of = artifactsOf(reason.artifacts)
  switch (reason.code) {
    case "signature.missing":
      if (reason.because === "no-artifact") return NO_ARTIFACT
      if (reason.because === "no-attestation") return "no signed attestation has arrived"
      return reason.because === "unsigned"
        ? `the attestation of ${of} is not signed`
        : `the signature of ${of} could not be checked${because(reason.detail)}`
    case "signature.invalid":
      return reason.step === "identity"
        ? `${of} has to be signed by ${anyOf(reason.allowed)}, and is by ${anyOf(reason.signedBy)}`
        : `the attestation of ${of} ${OF_STEP[reason.step]}${because(reason.because)}`
    case "provenance.missing":
      if (reason.because === "no-artifact") return NO_ARTIFACT
      return reason.because === "no-attestation"
        ? "no provenance has arrived"
        : `what is attested of ${of} is no provenance (${harmless(reason.detail ?? "")})`
    case "provenance.builder":
      return `${of}: ${OF_PROBLEM[reason.problem]} ${said(reason.found)}, not ${anyOf(reason.wanted)}`
    case "provenance.source":
      return `${of}: it was built from ${said(reason.found)}, not from ${anyOf(reason.wanted)}`
  }
}

const NO_ARTIFACT = "the release names no artifact by digest, so nothing can be attested of it"

/** `signed by …, built by …, from …`: what an attestation that is asked for has to be. */
export function explainWants({ signedBy, builtBy, builtFrom }: AttestedWants): readonly string[] {
  return [
    ...(signedBy.length === 0 ? [] : [`signed by ${anyOf(signedBy)}`]),
    ...(builtBy.length === 0 ? [] : [`that says it was built or verified by ${anyOf(builtBy)}`]),
    ...(builtFrom.length === 0 ? [] : [`from ${anyOf(builtFrom)}`]),
  ]
}

/** Who signed what a check was content with. */
export function explainAttested(attested: readonly AttestedAnswers[]): string {
  const good = attested.filter(({ answers }) => Object.values(answers).every((one) => one === "yes" || one === "none"))
  const signers = [...new Set(good.flatMap(({ signedBy }) => signedBy))]
  return signers.length === 0 ? plural(attested.length, "attestation") : `signed by ${anyOf(signers)}`
}

const SHOWN = 3

/** The first few artifacts by name. */
export function artifactsOf(names: readonly string[]): string {
  if (names.length === 0) return "the release"
  const more = names.length - SHOWN
  return [...names.slice(0, SHOWN).map(harmless), ...(more > 0 ? [`${plural(more, "more artifact")}`] : [])].join(", ")
}

function anyOf(names: readonly string[]): string {
  if (names.length === 0) return "nobody who is known"
  const more = names.length - SHOWN
  return [...names.slice(0, SHOWN).map(harmless), ...(more > 0 ? [`${more} more`] : [])].join(" or ")
}

const said = (text: string): string => (text === "" ? "nothing that it names" : harmless(text))
const because = (text: string | null): string => (text === null ? "" : `: ${harmless(text)}`)
