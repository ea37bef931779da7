import { expect, test } from "vitest"
import { readFixture } from "../../testing/fixtures.ts"

/** Reports that tools really wrote (`fixtures/make/evidence`): `said` is what the tool itself printed of that run. */
const REPORTS = [
  {
    file: "cyclonedx-npm/6.0.1/bom.json",
    said: "4 dependencies",
    format: "cyclonedx-json",
    says: "accepted",
    counts: { components: 4, licensed: 4, dependencies: 4 },
  },
  {
    file: "cyclonedx-npm/6.0.1/bom.xml",
    said: "4 dependencies; in XML the product itself counts too",
    format: "cyclonedx-xml",
    says: "accepted",
    counts: { components: 5, licensed: 5, dependencies: 4 },
  },
  {
    file: "cyclonedx-npm/6.0.1/production.json",
    said: "3 dependencies",
    format: "cyclonedx-json",
    says: "accepted",
    counts: { components: 3, licensed: 3, dependencies: 3 },
  },
  {
    file: "npm-sbom/11.19.1/cyclonedx.json",
    said: "4 dependencies",
    format: "cyclonedx-json",
    says: "accepted",
    counts: { components: 4, licensed: 4, dependencies: 4 },
  },
  {
    file: "npm-sbom/11.19.1/spdx.json",
    said: "4 dependencies and the product",
    format: "spdx-json",
    says: "accepted",
    counts: { components: 5, licensed: 5, dependencies: 4, packages: 5, relationships: 5 },
  },
  {
    file: "retire/5.7.0/bom-1.6.json",
    said: "one library, whose vulnerability its CycloneDX does not tell",
    format: "cyclonedx-json",
    says: "accepted",
    counts: { components: 1, unlicensed: 1, dependencies: 1 },
  },
  {
    file: "retire/5.7.0/bom.json",
    said: "one library, whose vulnerability its CycloneDX does not tell",
    format: "cyclonedx-json",
    says: "accepted",
    counts: { components: 1, unlicensed: 1 },
  },
  {
    file: "retire/5.7.0/bom.xml",
    said: "one library, whose vulnerability its CycloneDX does not tell",
    format: "cyclonedx-xml",
    says: "accepted",
    counts: { components: 1, unlicensed: 1 },
  },
]

test.for(REPORTS)("$file ($said) is $says as $format", ({ file, format, says, counts }) => {
  const read = readFixture(file)
  expect({ format: read.format, says: read.says, counts: read.counts }).toEqual({ format, says, counts })
})
