import { expect, test } from "vitest"
import { readFixture } from "../../testing/fixtures.ts"

/** Reports that tools really wrote (`fixtures/make/evidence`): `said` is what the tool itself printed of that run. */
const REPORTS = [
  {
    file: "npm-audit/11.19.1/down.json",
    said: "audit endpoint returned an error",
    format: "npm-audit-json",
    says: "empty: not-finished",
    counts: {},
  },
  {
    file: "npm-audit/11.19.1/none.json",
    said: "found 0 vulnerabilities",
    format: "npm-audit-json",
    says: "accepted",
    counts: { dependencies: 4 },
  },
  {
    file: "npm-audit/11.19.1/some.json",
    said: "2 vulnerabilities (1 high, 1 critical)",
    format: "npm-audit-json",
    says: "accepted",
    counts: { vulnerabilities: 2, open: 2, dependencies: 4 },
  },
]

test.for(REPORTS)("$file ($said) is $says as $format", ({ file, format, says, counts }) => {
  const read = readFixture(file)
  expect({ format: read.format, says: read.says, counts: read.counts }).toEqual({ format, says, counts })
})
