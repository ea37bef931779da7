/** What each stable reason code means and what to do about it; `docs/reference/reason-codes.md` is made from this. */
export const REASON_CODES = {
  "coverage.below_minimum": {
    means: "Fewer of the tests that count passed than the minimum asks for.",
    todo: "Make failing tests pass or run the ones that have not run, then report again.",
  },
  "coverage.no_report": {
    means: "Tests count here and no report of them has arrived.",
    todo: "Upload the report with `promotrail report` from the pipeline that runs them.",
  },
  "coverage.empty_scope": {
    means: "No test counts here at all, so nothing can be concluded.",
    todo: "Report tests whose scope contains this environment, or correct the scopes in the policy.",
  },
  "coverage.not_executed": {
    means: "Reports arrived, and none of the tests that count here was executed.",
    todo: "Run them in this environment; skipped tests do not count as executed.",
  },
  "coverage.regressed": {
    means: "Coverage fell further below the release that runs in the target than the tolerance allows.",
    todo: "Make the tests pass that passed for the running release.",
  },
  "coverage.critical_failed": {
    means: "A critical test did not pass; of these all must.",
    todo: "Make every critical test pass; they cannot be quarantined.",
  },
  "coverage.vanished": {
    means: "Tests of the predecessor are neither reported nor in an inventory; they count as not run.",
    todo: "Report them again, or retire them with a reason: `promotrail tests retire`.",
  },
  "evidence.missing": {
    means: "Evidence that the policy asks for has not arrived.",
    todo: "Upload it with `promotrail report`.",
  },
  "evidence.stale": {
    means: "The evidence is older than the policy allows.",
    todo: "Run the tests again and upload the new report.",
  },
  "evidence.rejected": {
    means: "The newest upload could not be accepted, so what it would have said is not known.",
    todo: "Correct the report (the evidence page says what is wrong) and upload it again.",
  },
  "evidence.insufficient": {
    means: "The report measured less than the policy asks for, or does not state what a limit is about.",
    todo: "Let the tool measure enough (rules, requests, pages, the metric of the limit) and upload its report again.",
  },
  "evidence.untrusted_producer": {
    means: "Some of the evidence was sent by a token or person that the policy does not accept it from.",
    todo: "Upload it from the pipeline whose token the policy names, or add the producer to the policy.",
  },
  "evidence.wrong_subject": {
    means:
      "The evidence is of something else than the policy asks for: the artifact, or what runs here; for attestations, another digest.",
    todo: "Measure it where the policy says, or correct `subject`; upload the attestation of the release's own digest.",
  },
  "signature.missing": {
    means: "Nothing is signed about the release that could be checked: no attestation, no signature, or no trust root.",
    todo: "Sign the artifact in the pipeline and upload the bundle; give the server the trust root of whoever signs.",
  },
  "signature.invalid": {
    means: "A signature is wrong, or it is right and of somebody the policy does not name. The check says which step.",
    todo: "Find out who sent it. Sign with the identity the policy asks for, or correct the policy.",
  },
  "provenance.missing": {
    means: "Nothing that counts as provenance is attested about the release.",
    todo: "Let the build attest its provenance and upload the bundle with `promotrail report`.",
  },
  "provenance.builder": {
    means: "It was not built, or not verified, by whom or as carefully as the policy asks.",
    todo: "Build the release where the policy says, or correct `builder`, `verifier` or `level`.",
  },
  "provenance.source": {
    means: "It was built from a source that the policy does not name.",
    todo: "Build it from its own repository, or correct `source`.",
  },
  "findings.over_limit": {
    means: "More findings of a severity are open than the policy lets through.",
    todo: "Fix some, or suppress them in the code with a reason, and upload the new report.",
  },
  "vulnerabilities.over_limit": {
    means: "More known vulnerabilities of a severity are open than the policy lets through.",
    todo: "Upgrade the components, or record a VEX that says why they are not affected, and upload the new scan.",
  },
  "licences.denied": {
    means: "Components are under licences that the policy does not accept.",
    todo: "Replace the components, or accept the licence in the policy.",
  },
  "licences.unknown": {
    means: "Nobody knows the licence of some components, or the policy does not know the licence they name.",
    todo: "Have the SBOM state an SPDX licence, or list the name the document has in the policy.",
  },
  "performance.over_budget": {
    means: "Something that was measured is beyond its budget.",
    todo: "Make it faster, or smaller, and measure again.",
  },
  "performance.threshold_crossed": {
    means: "The tool that measured was given thresholds of its own, and says that some were crossed.",
    todo: "Look at the report; make it meet them, or write `thresholds: ignore` to mean it.",
  },
  "accessibility.over_limit": {
    means: "More accessibility violations of an impact were found than the policy lets through.",
    todo: "Mend some of them and check the pages again; what needs review has to be looked at by a person.",
  },
  "code_coverage.below_minimum": {
    means: "Tests reach less of the code than the minimum asks for.",
    todo: "Test more of it and upload the new report. Reports of several tools are not added up.",
  },
  "code_coverage.regressed": {
    means: "Code coverage fell further below the release that runs in the target than the tolerance allows.",
    todo: "Test what is new as well as what there was before.",
  },
  "upstream.not_promoted": {
    means: "The release does not run in the source environment by way of an enforced allow.",
    todo: "Ask the gate into the source environment, deploy there, and record the deployment.",
  },
  "release.blocked": {
    means: "Somebody decided that this release must not go further.",
    todo: "Have the block lifted (`promotrail release unblock`) or promote another release.",
  },
  "cel.not_met": {
    means: "A condition that the policy writes in CEL is false.",
    todo: "Read the clause and what stood on its sides, and ask whoever wrote the condition.",
  },
  "cel.no_value": {
    means: "A condition that the policy writes in CEL has no value: a member is missing, or of another type.",
    todo: "Guard it with `has(…)` where it may be missing, or mend the condition. No value is no answer.",
  },
  "check.not_available": {
    means: "The policy asks for a kind of check that this version cannot evaluate.",
    todo: "Upgrade, or give the check `severity: observe` until then.",
  },
  "policy.no_checks": {
    means: "No blocking check applies at this gate, so nothing was established.",
    todo: "Give the gate checks in the policy, or write `checks: none` to mean it.",
  },
  "engine.error": {
    means: "A check could not be evaluated because of an error inside the evaluator.",
    todo: "Report the decision id to whoever runs the server; ask again after the upgrade.",
  },
} as const satisfies Record<string, { readonly means: string; readonly todo: string }>

export type ReasonCode = keyof typeof REASON_CODES
