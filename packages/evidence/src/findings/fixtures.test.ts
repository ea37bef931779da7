import { expect, test } from "vitest"
import { readFixture } from "../../testing/fixtures.ts"

/** Reports that tools really wrote (`fixtures/make/evidence`): `said` is what the tool itself printed of that run. */
const REPORTS = [
  {
    file: "biome/2.6.8/report.checkstyle.xml",
    said: "3 errors, 1 warning",
    format: "checkstyle-xml",
    says: "accepted",
    counts: { results: 4, open: 4, files: 1 },
  },
  {
    file: "biome/2.6.8/report.gitlab.json",
    said: "3 errors, 1 warning",
    format: "gitlab-codequality-json",
    says: "accepted",
    counts: { results: 4, open: 4 },
  },
  {
    file: "biome/2.6.8/report.sarif",
    said: "3 errors, 1 warning",
    format: "sarif",
    says: "accepted",
    counts: { results: 4, open: 4, runs: 1, rules: 4 },
  },
  {
    file: "checkstyle/8.36.1/checkstyle.xml",
    said: "11 warnings",
    format: "checkstyle-xml",
    says: "accepted",
    counts: { results: 11, open: 11, files: 1 },
  },
  {
    file: "eslint-formatter-gitlab/7.2.0/gitlab.json",
    said: "3 problems",
    format: "gitlab-codequality-json",
    says: "accepted",
    counts: { results: 3, open: 3 },
  },
  {
    file: "eslint/9.39.0/broken.json",
    said: "1 problem: Parsing error",
    format: "eslint-json",
    says: "accepted",
    counts: { results: 1, open: 1, files: 1 },
  },
  {
    file: "eslint/9.39.0/broken.sarif",
    said: "1 problem: Parsing error",
    format: "sarif",
    says: "empty: not-finished",
    counts: { runs: 1 },
  },
  {
    file: "eslint/9.39.0/clean.json",
    said: "nothing",
    format: "eslint-json",
    says: "accepted",
    counts: { files: 1 },
  },
  {
    file: "eslint/9.39.0/clean.sarif",
    said: "nothing",
    format: "sarif",
    says: "accepted",
    counts: { runs: 1 },
  },
  {
    file: "eslint/9.39.0/src.json",
    said: "4 problems (3 errors, 1 warning), one more is suppressed",
    format: "eslint-json",
    says: "accepted",
    counts: { results: 4, open: 4, suppressed: 1, files: 2 },
  },
  {
    file: "eslint/9.39.0/src.sarif",
    said: "4 problems (3 errors, 1 warning), one more is suppressed",
    format: "sarif",
    says: "accepted",
    counts: { results: 5, open: 4, suppressed: 1, runs: 1, rules: 4 },
  },
  {
    file: "htmlhint/1.9.2/report.checkstyle.xml",
    said: "4 errors in 1 files",
    format: "checkstyle-xml",
    says: "accepted",
    counts: { results: 4, open: 4, files: 1 },
  },
  {
    file: "htmlhint/1.9.2/report.sarif",
    said: "4 errors in 1 files",
    format: "sarif",
    says: "accepted",
    counts: { results: 4, open: 4, runs: 1, rules: 4 },
  },
  {
    file: "oxlint/1.94.0/report.checkstyle.xml",
    said: "3 warnings and 0 errors",
    format: "checkstyle-xml",
    says: "accepted",
    counts: { results: 3, open: 3, files: 1 },
  },
  {
    file: "oxlint/1.94.0/report.gitlab.json",
    said: "3 warnings and 0 errors",
    format: "gitlab-codequality-json",
    says: "accepted",
    counts: { results: 3, open: 3 },
  },
  {
    file: "oxlint/1.94.0/report.sarif",
    said: "3 warnings and 0 errors",
    format: "sarif",
    says: "accepted",
    counts: { results: 3, open: 3, runs: 1, rules: 3 },
  },
  {
    file: "phpcs/3.7.1/checkstyle.xml",
    said: "7 ERRORS AND 0 WARNINGS",
    format: "checkstyle-xml",
    says: "accepted",
    counts: { results: 7, open: 7, files: 1 },
  },
  {
    file: "shellcheck/0.9.0/checkstyle.xml",
    said: "8 comments",
    format: "checkstyle-xml",
    says: "accepted",
    counts: { results: 8, open: 8, files: 1 },
  },
]

test.for(REPORTS)("$file ($said) is $says as $format", ({ file, format, says, counts }) => {
  const read = readFixture(file)
  expect({ format: read.format, says: read.says, counts: read.counts }).toEqual({ format, says, counts })
})
