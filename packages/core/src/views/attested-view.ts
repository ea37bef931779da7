import type { AttestedAnswers } from "../gate/outcome.ts"
import { harmless } from "../kernel/harmless.ts"
import type { TrustAnswer } from "../reports/attestation.ts"
import type { CellState } from "./matrix-view.ts"

/** What was asked of one attestation, in words, ready to be drawn. */
export type AttestedView = {
  readonly evidence: string
  readonly predicate: string
  /** `key release.pub`; "" where nobody's signature is good. */
  readonly signedBy: string
  readonly answers: readonly {
    readonly question: string
    readonly state: CellState
    readonly word: string
  }[]
  /** Why the first no is one; "" where it needs no words. */
  readonly because: string
}

/** The questions in the order in which they are asked (evidence.md §10). */
const QUESTIONS = {
  subject: "about this release",
  form: "well-formed",
  signature: "signature",
  chain: "certificate",
  log: "log",
  time: "signed in time",
  identity: "signer",
  builder: "builder",
  source: "source",
} as const satisfies Record<keyof AttestedAnswers["answers"], string>

const LOOKS: Readonly<Record<TrustAnswer, { readonly state: CellState; readonly word: string }>> = {
  yes: { state: "pass", word: "yes" },
  no: { state: "fail", word: "no" },
  none: { state: "not-applicable", word: "not asked" },
  "not-checked": { state: "pending", word: "not checked" },
}

/** Makes the words of what was answered about one attestation. */
export function attestedView({ evidence, predicateType, signedBy, answers, because }: AttestedAnswers): AttestedView {
  const asked = Object.keys(QUESTIONS) as (keyof typeof QUESTIONS)[]
  return {
    evidence,
    predicate: harmless(predicateType === "" ? "a signature alone" : predicateType),
    signedBy: signedBy.map(harmless).join(" and "),
    answers: asked.map((step) => ({ question: QUESTIONS[step], ...LOOKS[answers[step]] })),
    because: because === null ? "" : harmless(because),
  }
}
