import {
  classify,
  err,
  glob,
  ok,
  type ApplicationName,
  type EventOf,
  type Instant,
  type Result,
} from "@promotrail/core"
import type { TestRow } from "../ports/rows.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { findApplication } from "./lookup.ts"
import type { Policies } from "./policies.ts"
import { record } from "./record.ts"

/** A person's word on tests: no longer expected, or not to be counted until a date. */
export interface Marks {
  retire(
    application: ApplicationName,
    mark: { readonly pattern: string; readonly reason: string },
    caller: Caller,
  ): Promise<Result<{ readonly matched: number }, AppError>>
  quarantine(
    application: ApplicationName,
    mark: { readonly pattern: string; readonly owner: string; readonly reason: string; readonly until: Instant },
    caller: Caller,
  ): Promise<Result<{ readonly matched: number }, AppError>>
}

const CHUNK = 20_000

export function marks(deps: Deps, policies: Policies): Marks {
  const { store, now } = deps

  const write = async (
    application: ApplicationName,
    caller: Caller,
    event: EventOf<"tests.retired"> | EventOf<"tests.quarantined">,
    refuses: (row: TestRow) => Promise<boolean>,
  ): Promise<Result<{ matched: number }, AppError>> => {
    const recorded = await record<{ matched: number }>(
      deps,
      caller,
      async () => {
        const found = await findApplication(deps, policies, application)
        if (!found.ok) return found
        const matching = await matchingTests(application, found.value.application.tests, event.data.pattern)
        const refused: string[] = []
        for (const row of matching) if (await refuses(row)) refused.push(row.id)
        if (refused.length > 0) return err({ kind: "critical-test", tests: refused.slice(0, 10) })
        return ok({
          value: { matched: matching.length },
          ref: String(matching.length),
          proposal: { event, expects: { application, version: found.value.application.version } },
        })
      },
      async (ref) => ({ value: { matched: Number(ref) }, index: 0, repeated: true }),
    )
    return recorded.ok ? ok(recorded.value.value) : recorded
  }

  const matchingTests = async (application: ApplicationName, size: number, pattern: string): Promise<TestRow[]> => {
    const matches = glob(pattern)
    const rows: TestRow[] = []
    for (let from = 0; from < size; from += CHUNK) {
      const chunk = await store.read.tests(application, from, CHUNK)
      rows.push(...chunk.filter(({ id, suiteLevel }) => !suiteLevel && matches(id)))
    }
    return rows
  }

  return {
    retire: (application, { pattern, reason }, caller) =>
      write(
        application,
        caller,
        { kind: "tests.retired", at: now(), actor: caller.actor, data: { application, pattern, reason } },
        async () => false,
      ),
    async quarantine(application, { pattern, owner, reason, until }, caller) {
      const at = now()
      if (until <= at) return err({ kind: "until-not-in-future", until })
      const found = await findApplication(deps, policies, application)
      if (!found.ok) return found
      const judge = classify(found.value.policy.tests)
      return write(
        application,
        caller,
        { kind: "tests.quarantined", at, actor: caller.actor, data: { application, pattern, owner, reason, until } },
        async (row) => judge(testOf(row), undefined).critical,
      )
    },
  }
}

/** A catalogue row as the policy's rules look at it. */
export function testOf(row: TestRow) {
  return {
    id: row.id,
    suite: row.suite,
    class: row.class,
    name: row.name,
    ...(row.file === null ? {} : { file: row.file }),
    tags: row.tags,
    jira: row.jira,
  }
}
