import { PREDICATES } from "./predicate-types.ts"

/** A control that auditors ask about, what it asks in our words, and which records answer. */
export type Control = {
  readonly id: string
  readonly framework: "SOC 2" | "ISO 27001:2022" | "PCI DSS 4.0.1" | "NIST 800-53" | "NIST SSDF"
  readonly asks: string
  /** Predicate types of the records that are evidence of it. */
  readonly records: readonly string[]
  /** What of it this version has no evidence for. */
  readonly gaps: string
}

const { decision, outcome, policy, environments, access, evidence, release, block, tests, application } = PREDICATES

/**
 * Which control is answered by which records. What a control asks is told in our own words; the text of a standard is
 * its own, and whether a control is met is for its auditor to say.
 */
export const CONTROLS: readonly Control[] = [
  {
    id: "CC8.1",
    framework: "SOC 2",
    asks: "Changes are authorised, tested, approved and implemented in a defined way.",
    records: [decision, outcome, evidence, policy, release],
    gaps: "Approvals by people and emergency changes are not recorded by this version.",
  },
  {
    id: "CC6.1",
    framework: "SOC 2",
    asks: "Access is restricted to who is authorised.",
    records: [access],
    gaps: "People sign in by token; single sign-on is not in this version.",
  },
  {
    id: "CC6.3",
    framework: "SOC 2",
    asks: "Access is given by role, with least privilege, and taken away.",
    records: [access],
    gaps: "Roles are the four scopes of tokens.",
  },
  {
    id: "CC6.8",
    framework: "SOC 2",
    asks: "Software that nobody authorised is prevented or found.",
    records: [decision, outcome],
    gaps: "What runs is what was reported as deployed; environments are not looked at.",
  },
  {
    id: "CC7.1",
    framework: "SOC 2",
    asks: "Changes of configuration that bring weaknesses are found.",
    records: [policy, environments, evidence],
    gaps: "Drift of environments is not detected by this version.",
  },
  {
    id: "A.8.31",
    framework: "ISO 27001:2022",
    asks: "Development, test and production are separate.",
    records: [environments, decision],
    gaps: "Who may reach an environment is outside of this product.",
  },
  {
    id: "A.8.32",
    framework: "ISO 27001:2022",
    asks: "Changes follow a procedure: assessed, tested, approved, put back if need be.",
    records: [decision, outcome, evidence, block],
    gaps: "Approvals and rollbacks are not recorded by this version.",
  },
  {
    id: "A.8.29",
    framework: "ISO 27001:2022",
    asks: "Security is tested before acceptance.",
    records: [evidence, decision],
    gaps: "Nothing beyond what the reports hold.",
  },
  {
    id: "6.5.1",
    framework: "PCI DSS 4.0.1",
    asks: "Each change to production has its reason, impact, approval, test and way back on record.",
    records: [decision, outcome, evidence, release],
    gaps: "Impact, approval and way back are not recorded by this version.",
  },
  {
    id: "6.5.3",
    framework: "PCI DSS 4.0.1",
    asks: "Environments before production are separate from it.",
    records: [environments, decision],
    gaps: "Who may reach an environment is outside of this product.",
  },
  {
    id: "CM-3",
    framework: "NIST 800-53",
    asks: "Changes are decided, documented, kept, tested and overseen.",
    records: [decision, outcome, policy, evidence, tests],
    gaps: "Oversight by a board is not recorded by this version.",
  },
  {
    id: "CM-5",
    framework: "NIST 800-53",
    asks: "Who may change something is restricted.",
    records: [access],
    gaps: "Roles are the four scopes of tokens.",
  },
  {
    id: "AU-9(3)",
    framework: "NIST 800-53",
    asks: "Audit records are protected by cryptography.",
    records: Object.values(PREDICATES),
    gaps: "Witnesses have to be set up by whoever runs it.",
  },
  {
    id: "AU-10",
    framework: "NIST 800-53",
    asks: "Who did something cannot deny it.",
    records: [decision, access, application],
    gaps: "The installation signs; people do not sign by keys of their own.",
  },
  {
    id: "SI-7",
    framework: "NIST 800-53",
    asks: "Software whose integrity was broken is found.",
    records: [decision, release],
    gaps: "Digests and signatures are checked at the gate, not where it runs.",
  },
  {
    id: "PO.3.3",
    framework: "NIST SSDF",
    asks: "Tools leave evidence of secure development.",
    records: [evidence],
    gaps: "Nothing beyond what the tools report.",
  },
  {
    id: "PS.2.1",
    framework: "NIST SSDF",
    asks: "Integrity of a release can be checked by who gets it.",
    records: [release, decision],
    gaps: "Artifacts themselves are not kept here.",
  },
  {
    id: "PS.3.2",
    framework: "NIST SSDF",
    asks: "Provenance of each release is kept and can be shown.",
    records: [evidence, release],
    gaps: "Provenance is kept as it was sent.",
  },
]
