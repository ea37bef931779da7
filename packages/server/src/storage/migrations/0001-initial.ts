import { WORDS, type Migration } from "./migration.ts"

/** The ledger, the state folded from it, the test catalogue, and answers to repeated requests. */
export const initial: Migration = {
  name: "0001-initial",
  statements(dialect) {
    const { text, integer, real, blob, table, clustered } = WORDS[dialect]
    return [
      `create table meta (key ${text} primary key not null, value ${text} not null)${clustered}`,
      `create table ledger (
        idx ${integer} primary key not null, kind ${text} not null, application ${text}, release ${text},
        at ${text} not null, actor ${text} not null, body ${text} not null, hash ${text} not null)${table}`,
      "create index ledger_by_application on ledger (application, idx)",
      "create index ledger_by_kind on ledger (kind, idx)",
      "create index ledger_by_actor on ledger (actor, idx)",
      `create table ledger_head (id ${integer} primary key not null check (id = 1), size ${integer} not null, roots ${text} not null)${table}`,
      "insert into ledger_head (id, size, roots) values (1, 0, '[]')",
      `create table object (digest ${text} primary key not null, size ${integer} not null, packed ${integer} not null, bytes ${blob} not null)${table}`,
      `create table application (
        name ${text} primary key not null, policy ${text} not null, version ${integer} not null,
        archived ${integer} not null, releases ${integer} not null)${clustered}`,
      `create table policy_version (
        application ${text} not null references application (name), idx ${integer} not null, policy ${text} not null,
        at ${text} not null, actor ${text} not null, primary key (application, idx))${clustered}`,
      `create table release (
        application ${text} not null references application (name), number ${integer} not null, version ${text} not null,
        artifacts ${text} not null, commit_id ${text}, notes ${text}, issues ${text} not null, at ${text} not null,
        actor ${text} not null, blocked ${text}, evidence_count ${integer} not null,
        primary key (application, number), unique (application, version))${table}`,
      "create index release_blocked on release (application, number) where blocked is not null",
      `create table catalogue (application ${text} primary key not null, tests ${integer} not null, version ${integer} not null)${clustered}`,
      `create table test_case (
        application ${text} not null, ordinal ${integer} not null, key ${blob} not null, id ${text} not null,
        suite ${text} not null, class ${text} not null, name ${text} not null, file ${text}, tags ${text}, jira ${text},
        suite_level ${integer} not null, home_code ${integer} not null, changed ${integer} not null,
        primary key (application, ordinal))${clustered}`,
      "create index test_case_suite_level on test_case (application, ordinal) where suite_level = 1",
      "create index test_case_changed on test_case (application, changed) where changed > 0",
      `create table category_code (
        application ${text} not null, category ${text} not null, code ${integer} not null,
        primary key (application, category), unique (application, code))${clustered}`,
      `create table known (
        application ${text} not null, release_number ${integer} not null, environment ${text} not null,
        vector ${blob} not null, changed ${integer} not null, primary key (application, release_number, environment))${table}`,
      `create table status (
        application ${text} not null, release_number ${integer} not null, environment ${text} not null,
        variant ${text} not null, vector ${blob} not null, changed ${integer} not null,
        primary key (application, release_number, environment, variant))${table}`,
      `create table predecessor (
        application ${text} not null, release_number ${integer} not null, environment ${text} not null,
        predecessor ${integer} not null, primary key (application, release_number, environment))${clustered}`,
      "create index predecessor_by_predecessor on predecessor (application, predecessor)",
      `create table evidence (
        id ${text} primary key not null, application ${text} not null references application (name),
        release ${text} not null, release_number ${integer} not null, number ${integer} not null,
        environment ${text} not null, category ${text} not null, variant ${text} not null, inventory ${integer} not null,
        file ${text} not null, raw ${text} not null, bytes ${integer} not null, format ${text}, reader ${text} not null,
        outcome ${text} not null, code ${text}, reason ${text}, produced_at ${text}, at ${text} not null,
        actor ${text} not null, counts ${text} not null, warnings ${text} not null, facts ${text},
        idx ${integer} not null, unique (application, release_number, number))${table}`,
      "create index evidence_by_application on evidence (application, idx)",
      "create index evidence_by_idx on evidence (idx)",
      `create table result_detail (
        application ${text} not null, release_number ${integer} not null, evidence_number ${integer} not null,
        ordinal ${integer} not null, line ${integer}, message ${text}, duration_ms ${real},
        primary key (application, release_number, evidence_number, ordinal))${table}`,
      `create table decision (
        id ${text} primary key not null, application ${text} not null references application (name),
        release ${text} not null, environment ${text} not null, artifacts ${text} not null, edge ${text} not null,
        mode ${text} not null, verdict ${text} not null, reasons ${text} not null, policy ${text} not null,
        input ${text} not null, outcome ${text} not null, engine ${text} not null, at ${text} not null,
        actor ${text} not null, idx ${integer} not null)${table}`,
      "create index decision_by_release on decision (application, release, environment, mode, idx)",
      "create index decision_by_application on decision (application, idx)",
      "create index decision_by_idx on decision (idx)",
      `create table deployment (
        id ${text} primary key not null, application ${text} not null references application (name),
        release ${text} not null, release_number ${integer} not null, environment ${text} not null,
        status ${text} not null, at ${text} not null, actor ${text} not null, decision ${text},
        idx ${integer} not null)${table}`,
      "create index deployment_by_application on deployment (application, idx)",
      "create index deployment_by_environment on deployment (application, environment, idx)",
      "create index deployment_by_release on deployment (application, release, idx)",
      `create table environment_state (
        application ${text} not null, environment ${text} not null, newest ${text} not null, running ${text},
        primary key (application, environment))${clustered}`,
      `create table mark (
        application ${text} not null references application (name), idx ${integer} not null, kind ${text} not null,
        pattern ${text} not null, owner ${text}, reason ${text} not null, until ${text}, at ${text} not null,
        actor ${text} not null, primary key (application, idx))${clustered}`,
      `create table token (
        id ${text} primary key not null, name ${text} not null, hash ${text} not null unique, scopes ${text} not null,
        applications ${text} not null, created_at ${text} not null, revoked_at ${text})${clustered}`,
      `create table idempotency (
        key ${text} primary key not null, request ${text} not null, status ${integer} not null, body ${text} not null,
        at ${text} not null)${clustered}`,
      "create index idempotency_by_at on idempotency (at)",
    ]
  },
}
