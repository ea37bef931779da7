import type { Command } from "./command.ts"

/** A verb in the table: what help says in one line, and where the rest is. */
export type Verb = { readonly summary: string; readonly load: () => Promise<Command> }

/** All verbs, in the order people meet them. Nothing of a verb is loaded until it is asked for. */
export const VERBS: ReadonlyMap<string, Verb> = new Map([
  verb("serve", "Start the installed server.", async () => (await import("./commands/serve.ts")).serve),
  verb("demo", "Load the sample application, or archive it.", async () => (await import("./commands/demo.ts")).demo),
  verb("login", "Keep a token for a server.", async () => (await import("./commands/login.ts")).login),
  verb(
    "inspect",
    "Recognise and count report files, offline.",
    async () => (await import("./commands/inspect.ts")).inspect,
  ),
  verb(
    "policy check",
    "Find every mistake in a policy file, offline.",
    async () => (await import("./commands/policy-check.ts")).policyCheck,
  ),
  verb(
    "policy apply",
    "Put a policy into force.",
    async () => (await import("./commands/policy-apply.ts")).policyApply,
  ),
  verb(
    "policy schema",
    "Print the JSON Schema of policy files.",
    async () => (await import("./commands/policy-schema.ts")).policySchema,
  ),
  verb(
    "policy replay",
    "Say which past decisions would have ended otherwise under another policy.",
    async () => (await import("./commands/policy-replay.ts")).policyReplay,
  ),
  verb(
    "release register",
    "Register a release and bind it to its artifacts.",
    async () => (await import("./commands/release-register.ts")).releaseRegister,
  ),
  verb(
    "release show",
    "Show a release: artifacts, where it stands, whether it is blocked.",
    async () => (await import("./commands/release-show.ts")).releaseShow,
  ),
  verb(
    "release block",
    "Stop a release from going further.",
    async () => (await import("./commands/release-block.ts")).releaseBlock,
  ),
  verb(
    "release unblock",
    "Lift the block of a release.",
    async () => (await import("./commands/release-block.ts")).releaseUnblock,
  ),
  verb("report", "Upload report files as evidence.", async () => (await import("./commands/report.ts")).report),
  verb(
    "gate",
    "Ask whether a release may enter an environment. Exits 0 only when it may.",
    async () => (await import("./commands/gate.ts")).gate,
  ),
  verb("why", "Explain a recorded decision.", async () => (await import("./commands/why.ts")).why),
  verb(
    "replay",
    "Evaluate recorded decisions again and compare byte for byte.",
    async () => (await import("./commands/replay.ts")).replay,
  ),
  verb(
    "record-deployment",
    "Record how a deployment ended.",
    async () => (await import("./commands/record-deployment.ts")).recordDeployment,
  ),
  verb(
    "matrix",
    "Show a release by environment and category.",
    async () => (await import("./commands/matrix.ts")).matrix,
  ),
  verb(
    "tests list",
    "List the tests of an application.",
    async () => (await import("./commands/tests-list.ts")).testsList,
  ),
  verb("tests retire", "Expect tests no longer.", async () => (await import("./commands/tests-retire.ts")).testsRetire),
  verb(
    "tests quarantine",
    "Leave tests out of the count until a date.",
    async () => (await import("./commands/tests-quarantine.ts")).testsQuarantine,
  ),
  verb(
    "ledger verify",
    "Have the server recompute its ledger and its state, and compare.",
    async () => (await import("./commands/ledger-verify.ts")).ledgerVerify,
  ),
  verb(
    "ledger checkpoint",
    "Print the signed checkpoint of the log, to be kept.",
    async () => (await import("./commands/ledger-checkpoint.ts")).ledgerCheckpoint,
  ),
  verb(
    "ledger proof",
    "Write that a record stands in the log, as a file.",
    async () => (await import("./commands/ledger-proof.ts")).ledgerProof,
  ),
  verb(
    "audit export",
    "Write a report for auditors: trail, changes, access, controls.",
    async () => (await import("./commands/audit-export.ts")).auditExport,
  ),
  verb(
    "audit pack",
    "Write all that an auditor needs to check the ledger offline.",
    async () => (await import("./commands/audit-pack.ts")).auditPack,
  ),
  verb(
    "verify",
    "Check an audit pack, a log, a checkpoint, a proof or a bundle, offline.",
    async () => (await import("./commands/verify.ts")).verify,
  ),
  verb(
    "witness",
    "Cosign the checkpoints of logs, apart from those who run them.",
    async () => (await import("./commands/witness.ts")).witness,
  ),
  verb("token create", "Make a token.", async () => (await import("./commands/token-create.ts")).tokenCreate),
  verb("token list", "List all tokens.", async () => (await import("./commands/token-list.ts")).tokenList),
  verb("token revoke", "End a token at once.", async () => (await import("./commands/token-revoke.ts")).tokenRevoke),
  verb(
    "completion",
    "Print a completion script for a shell.",
    async () => (await import("./commands/completion.ts")).completion,
  ),
])

function verb(name: string, summary: string, load: () => Promise<Command>): readonly [string, Verb] {
  return [name, { summary, load }]
}

/** First words that need a second one: `policy`, `release`, … */
export function groupOf(word: string): readonly string[] {
  return [...VERBS.keys()].filter((name) => name.startsWith(`${word} `))
}
