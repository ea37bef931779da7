import { EXIT_OF_PROBLEM } from "@promotrail/cli"
import { PROBLEMS, type ProblemKind } from "@promotrail/contract"
import { code, page, table } from "./page.ts"

/** What to do about each kind of problem. A new kind does not compile until it has a line. */
const TODO: Readonly<Record<ProblemKind, string>> = {
  "invalid-request": "`errors` names every place that does not fit, with its path. Correct them all and send it again.",
  unauthenticated: "Send `Authorization: Bearer TOKEN`. `promotrail login` keeps a token for the command.",
  forbidden:
    "`detail` says what the token may do. Ask an administrator for one with the scope or application it lacks.",
  "unknown-application": "Apply the application's policy first; that makes the application.",
  "unknown-release": "Register the release first.",
  "unknown-environment": "`known` lists the environments of the policy. Correct the name, or add it to the policy.",
  "unknown-lane": "`known` lists the lanes of the policy.",
  "not-found": "Check the address or the id. For a page's address: was the page built?",
  "no-gate": "Nothing guards the first environment of a path: deploy there without asking.",
  "not-on-path": "Ask for an environment of that path, or name another lane.",
  "policy-invalid":
    "`mistakes` lists every mistake with its line and column. `promotrail policy check` says the same offline.",
  "policy-application-mismatch": "Correct `application` in the file, or send it to the application it names.",
  "release-digest-changed": "A version is bound to its digests for ever. Give the new build a version of its own.",
  "not-blocked": "Nothing to lift.",
  "already-blocked": "`detail` says why it is blocked. Lift that block first if the reason has changed.",
  "critical-test": "Make the test pass, or take `critical` from its rule in the policy.",
  "until-not-in-future": "Name a later date.",
  "evidence-gone": "Look for the file in the backup of the server's data folder; its digest names it.",
  erased: "Nothing: it was asked for. Its digest still stands in the ledger, and an entry says when it was erased.",
  "log-disagrees": "Somebody changed the database. Run `promotrail ledger verify`, and restore a backup.",
  "person-active": "Revoke the token, then erase.",
  "nobody-to-erase": "Check the id or the spelling. Raw evidence and policies are looked through as well.",
  "upload-aborted": "Nothing was recorded. Send it again.",
  "too-large": "`detail` says the limit. Split the report, or have the tool write less output into it.",
  "idempotency-key-reused": "Make a new key for a new request.",
  "rate-limited": "Wait as long as `Retry-After` says, and send less.",
  "token-is-own": "Revoke it with another administrator's token.",
  "unsupported-media-type": "Send `application/json`, or `application/yaml` for a policy. Uploads may have any type.",
  "malformed-body": "Send valid JSON.",
  "storage-full": "Nothing was written. Make room on the server's disk; the server goes on by itself.",
  "storage-unavailable": "Nothing was written. Try again; the server's log says what failed.",
  overloaded: "Try again after `Retry-After`.",
  internal: "A bug. Report it with the lines of the server's log that carry `requestId`.",
}

/** `docs/reference/problems.md`. */
export function problemsPage(): string {
  const kinds = Object.keys(PROBLEMS) as ProblemKind[]
  return page("Problems", "`packages/contract/src/problems.ts`", [
    "A request that is refused is answered with an RFC 9457 document of type `application/problem+json`.",
    "Its `type` is `/problems/KIND`, `detail` is a sentence for people, `requestId` finds the request in the server's log.\nPrograms decide by `type`; `title` and `detail` may change their words.",
    "The last column is how the command ends on it ([exit codes](exit-codes.md)).",
    table(
      ["kind", "status", "means", "what to do", "exit"],
      kinds.map((kind) => {
        const { status, title } = PROBLEMS[kind]
        return [code(kind), String(status), `${title}.`, TODO[kind], String(EXIT_OF_PROBLEM[kind])]
      }),
    ),
    "Deny and hold are no problems: they are answers, sent as 409 with the decision as `application/json`.",
  ])
}
