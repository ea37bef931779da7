import { expect, test } from "vitest"
import { attestedView } from "./attested-view.ts"

const ANSWERS = {
  subject: "yes",
  form: "yes",
  signature: "no",
  chain: "not-checked",
  log: "not-checked",
  time: "not-checked",
  identity: "not-checked",
  builder: "none",
  source: "none",
} as const

test("every question stands there in its order, and not checked is never a yes", () => {
  const view = attestedView({
    evidence: "e",
    at: 1,
    predicateType: "https://slsa.dev/provenance/v1",
    signedBy: [],
    answers: ANSWERS,
    because: "the key did not make it\u001b[31m",
  })
  expect(view.answers.map(({ question, state, word }) => `${question}: ${word} (${state})`)).toStrictEqual([
    "about this release: yes (pass)",
    "well-formed: yes (pass)",
    "signature: no (fail)",
    "certificate: not checked (pending)",
    "log: not checked (pending)",
    "signed in time: not checked (pending)",
    "signer: not checked (pending)",
    "builder: not asked (not-applicable)",
    "source: not asked (not-applicable)",
  ])
  expect([view.signedBy, view.because.includes("\u001b")]).toStrictEqual(["", false])
})

test("what has no predicate is a signature alone; several signers are all named", () => {
  const signedBy = ["key a.pub", "key b.pub"]
  const view = attestedView({ evidence: "e", at: 1, predicateType: "", signedBy, answers: ANSWERS, because: null })
  expect([view.predicate, view.signedBy, view.because]).toStrictEqual([
    "a signature alone",
    "key a.pub and key b.pub",
    "",
  ])
})
