import { expect, test } from "vitest"
import { readFixture } from "../../testing/fixtures.ts"

/** Reports that tools really wrote (`fixtures/make/evidence`): `said` is what the tool itself printed of that run. */
const REPORTS = [
  {
    file: "sigstore-sign/5.1.0/bundle.json",
    said: "one signature over one subject",
    format: "sigstore-bundle",
    says: "accepted",
    counts: { attestations: 1, subjects: 1, signatures: 1 },
  },
]

test.for(REPORTS)("$file ($said) is $says as $format", ({ file, format, says, counts }) => {
  const read = readFixture(file)
  expect({ format: read.format, says: read.says, counts: read.counts }).toEqual({ format, says, counts })
})
