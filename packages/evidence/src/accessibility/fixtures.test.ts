import { expect, test } from "vitest"
import { readFixture } from "../../testing/fixtures.ts"

/** Reports that tools really wrote (`fixtures/make/evidence`): `said` is what the tool itself printed of that run. */
const REPORTS = [
  {
    file: "axe-core/4.14.1/cart.json",
    said: "8 violations, 0 incomplete",
    format: "axe-json",
    says: "accepted",
    counts: { violations: 8, nodes: 11, passes: 12, inapplicable: 69, pages: 1 },
  },
  {
    file: "axe-core/4.14.1/clean.json",
    said: "0 violations, 0 incomplete",
    format: "axe-json",
    says: "accepted",
    counts: { passes: 15, inapplicable: 72, pages: 1 },
  },
  {
    file: "pa11y-ci/4.1.1/report.json",
    said: "7 errors, 0 errors, Failed to run",
    format: "pa11y-json",
    says: "unfit",
    counts: { violations: 7, nodes: 7, pages: 3 },
  },
  {
    file: "pa11y/10.0.0/cart.json",
    said: "7 Errors",
    format: "pa11y-json",
    says: "accepted",
    counts: { violations: 7, nodes: 7, pages: 1 },
  },
]

test.for(REPORTS)("$file ($said) is $says as $format", ({ file, format, says, counts }) => {
  const read = readFixture(file)
  expect({ format: read.format, says: read.says, counts: read.counts }).toEqual({ format, says, counts })
})
