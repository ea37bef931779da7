import { VSA_PREDICATE_TYPE } from "../attest/vsa.ts"
import { PREDICATES } from "./predicate-types.ts"

/** The frameworks whose controls are listed, in this order. */
export const FRAMEWORKS = ["SOC 2", "ISO 27001:2022", "PCI DSS 4.0.1", "NIST 800-53", "NIST SSDF"] as const

/** A control that auditors ask about, what it asks in our words, and which records answer. */
export type Control = {
  readonly id: string
  readonly framework: (typeof FRAMEWORKS)[number]
  readonly asks: string
  /** Predicate types of the records that are evidence of it. None where this version has nothing to show. */
  readonly records: readonly string[]
  /** What of it this version has no evidence for. */
  readonly gaps: string
}

const { decision, outcome, policy, environments, access, evidence, release, block, tests, application } = PREDICATES
const everything = Object.values(PREDICATES)

/**
 * Which control is answered by which records. What a control asks is told in our own words; the text of a standard is
 * its own, and whether a control is met is for its auditor to say.
 */
export const CONTROLS: readonly Control[] = [
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
    gaps: "Roles are the four scopes of tokens; who may approve is not recorded, since there are no approvals.",
  },
  {
    id: "CC6.8",
    framework: "SOC 2",
    asks: "Software that nobody authorised is prevented or found.",
    records: [decision, outcome, evidence],
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
    id: "CC7.2",
    framework: "SOC 2",
    asks: "Systems are watched for what is out of the ordinary.",
    records: [decision, outcome],
    gaps: "Releases that were denied and deployments past a gate are on record; running systems are not watched.",
  },
  {
    id: "CC8.1",
    framework: "SOC 2",
    asks: "Changes are authorised, tested, approved and implemented in a defined way.",
    records: [decision, outcome, evidence, policy, release],
    gaps: "Approvals by people and emergency changes are not recorded by this version.",
  },
  {
    id: "A.5.3",
    framework: "ISO 27001:2022",
    asks: "Duties that conflict are not in one hand.",
    records: [decision, access],
    gaps: "Who asked is on record; authors and approvers are not, so that nothing says they were others.",
  },
  {
    id: "A.8.15",
    framework: "ISO 27001:2022",
    asks: "Events are logged, and the log is kept from being changed.",
    records: everything,
    gaps: "Witnesses and a copy elsewhere have to be set up by whoever runs it.",
  },
  {
    id: "A.8.25",
    framework: "ISO 27001:2022",
    asks: "There are rules for developing securely, and they are followed.",
    records: [policy, decision, evidence],
    gaps: "Only what gates ask for is seen; how code is written and reviewed is not.",
  },
  {
    id: "A.8.29",
    framework: "ISO 27001:2022",
    asks: "Security is tested before acceptance.",
    records: [evidence, decision],
    gaps: "Nothing beyond what the reports hold.",
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
    id: "6.5.1",
    framework: "PCI DSS 4.0.1",
    asks: "Each change to production has its reason, impact, approval, test and way back on record.",
    records: [decision, outcome, evidence, release],
    gaps: "Impact, approval and way back are not recorded by this version.",
  },
  {
    id: "6.5.2",
    framework: "PCI DSS 4.0.1",
    asks: "After a significant change all requirements are confirmed again.",
    records: [outcome, evidence],
    gaps: "Which change is significant, and that all was confirmed after it, is not recorded by this version.",
  },
  {
    id: "6.5.3",
    framework: "PCI DSS 4.0.1",
    asks: "Environments before production are separate from it.",
    records: [environments, decision],
    gaps: "Who may reach an environment is outside of this product.",
  },
  {
    id: "6.5.4",
    framework: "PCI DSS 4.0.1",
    asks: "Roles are separate, so that only what was reviewed and approved is deployed.",
    records: [decision, outcome, access],
    gaps: "Reviews and approvals are not recorded by this version; deployments without an allow are.",
  },
  {
    id: "6.5.5",
    framework: "PCI DSS 4.0.1",
    asks: "Live card numbers are not used before production.",
    records: [],
    gaps: "Test data is not looked at; a check that a policy names this control for shows what it found.",
  },
  {
    id: "6.5.6",
    framework: "PCI DSS 4.0.1",
    asks: "Test data and test accounts are removed before production.",
    records: [],
    gaps: "Neither is looked at; a check that a policy names this control for shows what it found.",
  },
  {
    id: "CM-3",
    framework: "NIST 800-53",
    asks: "Changes are decided, documented, kept, tested and overseen.",
    records: [decision, outcome, policy, evidence, tests],
    gaps: "Oversight by a board is not recorded by this version.",
  },
  {
    id: "CM-3(2)",
    framework: "NIST 800-53",
    asks: "Changes are tested before they are put in place.",
    records: [evidence, decision, tests],
    gaps: "Nothing beyond what the reports hold.",
  },
  {
    id: "CM-5",
    framework: "NIST 800-53",
    asks: "Who may change something is restricted.",
    records: [access],
    gaps: "Roles are the four scopes of tokens.",
  },
  {
    id: "AU-9",
    framework: "NIST 800-53",
    asks: "Audit records are kept from being read, changed or deleted by who may not.",
    records: everything,
    gaps: "Who may read or replace the files of the server is outside of this product; a change of them is found.",
  },
  {
    id: "AU-9(3)",
    framework: "NIST 800-53",
    asks: "Audit records are protected by cryptography.",
    records: everything,
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
    records: [decision, release, evidence],
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
    records: [release, decision, VSA_PREDICATE_TYPE],
    gaps: "Artifacts themselves are not kept here.",
  },
  {
    id: "PS.3.1",
    framework: "NIST SSDF",
    asks: "What belongs to a release is archived.",
    records: [release, evidence],
    gaps: "Reports and decisions are kept; source and artifacts are named by digest alone.",
  },
  {
    id: "PS.3.2",
    framework: "NIST SSDF",
    asks: "Provenance of each release is kept and can be shown.",
    records: [evidence, release],
    gaps: "Provenance is kept as it was sent.",
  },
  {
    id: "PW.7",
    framework: "NIST SSDF",
    asks: "Code is reviewed or analysed for weaknesses.",
    records: [evidence, decision],
    gaps: "Reports of analysis are kept; reviews by people are not recorded by this version.",
  },
  {
    id: "PW.8",
    framework: "NIST SSDF",
    asks: "What can be run is tested for weaknesses.",
    records: [evidence, decision],
    gaps: "Nothing beyond what the reports hold.",
  },
  {
    id: "RV.1",
    framework: "NIST SSDF",
    asks: "Vulnerabilities are looked for and confirmed all the time.",
    records: [evidence],
    gaps: "Scans are kept with their time; nothing is scanned here.",
  },
]
