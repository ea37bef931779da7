import { WORDS, type Migration } from "./migration.ts"

/** Evidence of other kinds than tests: what it is of, which tool made it, and why it may be unfit. Until here, what was accepted was tests. */
export const kindsOfEvidence: Migration = {
  name: "0002-kinds-of-evidence",
  statements(dialect) {
    const { text } = WORDS[dialect]
    return [
      `alter table evidence add column kind ${text}`,
      `alter table evidence add column subject ${text}`,
      `alter table evidence add column tool ${text}`,
      `alter table evidence add column unfit ${text}`,
      "update evidence set kind = 'tests', subject = 'environment' where outcome = 'accepted'",
    ]
  },
}
