import { WORDS, type Migration } from "./migration.ts"

/** The signed log and what stands beside it. The tree of the entries until here is sealed: nothing is added to it. */
export const signedLog: Migration = {
  name: "0003-signed-log",
  statements(dialect) {
    const { text, integer, table, clustered } = WORDS[dialect]
    return [
      `create table disclosure (
        digest ${text} primary key not null, actor ${text} not null, name ${text} not null, at ${text} not null,
        text ${text} not null)${clustered}`,
      "create index disclosure_by_actor on disclosure (actor, name)",
      `create table record (
        log ${integer} not null, idx ${integer} not null, entry ${integer}, predicate ${text} not null,
        stream ${text}, sequence ${integer}, at ${text} not null, payload ${text}, signature ${text}, key ${text},
        leaf ${text} not null, hash ${text} not null, primary key (log, idx))${table}`,
      "create index record_by_entry on record (entry)",
      "create unique index record_by_stream on record (stream, sequence) where stream is not null",
      `create table signing_key (
        id ${text} primary key not null, kind ${text} not null, public ${text} not null, at ${text} not null)${clustered}`,
      `create table log_tile (
        log ${integer} not null, level ${integer} not null, idx ${integer} not null, root ${text} not null,
        primary key (log, level, idx))${clustered}`,
      `create table log_head (
        log ${integer} primary key not null, origin ${text} not null, vkey ${text} not null, size ${integer} not null,
        roots ${text} not null, note ${text} not null, at ${text} not null)${table}`,
      `create table anchor (
        kind ${text} not null, name ${text} not null, size ${integer}, at ${text}, text ${text}, failed_at ${text},
        failure ${text}, primary key (kind, name))${clustered}`,
      `alter table ledger_head add column sealed ${integer}`,
      "update ledger_head set sealed = size",
    ]
  },
}
