import { expect, test } from "vitest"
import { readFixture } from "../../testing/fixtures.ts"

/** Reports that tools really wrote (`fixtures/make/evidence`): `said` is what the tool itself printed of that run. */
const REPORTS = [
  {
    file: "autocannon/9.0.0/products.json",
    said: "17k requests",
    format: "autocannon-json",
    says: "accepted",
    counts: { requests: 17025, durationMs: 2020 },
  },
  {
    file: "autocannon/9.0.0/refunds.json",
    said: "19k requests, a quarter of them 503",
    format: "autocannon-json",
    says: "accepted",
    counts: { requests: 18687, failures: 4672, durationMs: 2070 },
  },
  {
    file: "autocannon/9.0.0/unreachable.json",
    said: "nobody answers",
    format: "autocannon-json",
    says: "unfit",
    counts: { failures: 5375, durationMs: 2050 },
  },
  {
    file: "lighthouse/13.5.0/cart.json",
    said: "one page",
    format: "lighthouse-json",
    says: "accepted",
    counts: { pages: 1, runs: 1 },
  },
  {
    file: "lighthouse/13.5.0/clean.json",
    said: "one page",
    format: "lighthouse-json",
    says: "accepted",
    counts: { pages: 1, runs: 1 },
  },
  {
    file: "lighthouse/13.5.0/unreachable.json",
    said: "nobody answers",
    format: "lighthouse-json",
    says: "empty: not-finished",
    counts: {},
  },
  {
    file: "locust/2.12.1/locust_stats.csv",
    said: "14 failures of 81 in the last row",
    format: "locust-csv",
    says: "accepted",
    counts: { requests: 81, failures: 14, labels: 2 },
  },
  {
    file: "wrk/4.1.0/latency.txt",
    said: "142 requests",
    format: "wrk-text",
    says: "accepted",
    counts: { requests: 142, durationMs: 2060 },
  },
  {
    file: "wrk/4.1.0/products.txt",
    said: "76861 requests",
    format: "wrk-text",
    says: "accepted",
    counts: { requests: 76861, durationMs: 2000 },
  },
  {
    file: "wrk/4.1.0/refunds.txt",
    said: "30966 requests, Non-2xx or 3xx responses: 7741",
    format: "wrk-text",
    says: "accepted",
    counts: { requests: 30966, failures: 7741, durationMs: 2010 },
  },
  {
    file: "wrk/4.1.0/timeouts.txt",
    said: "4 requests, timeout 4",
    format: "wrk-text",
    says: "accepted",
    counts: { requests: 4, failures: 4, durationMs: 2040 },
  },
]

test.for(REPORTS)("$file ($said) is $says as $format", ({ file, format, says, counts }) => {
  const read = readFixture(file)
  expect({ format: read.format, says: read.says, counts: read.counts }).toEqual({ format, says, counts })
})
