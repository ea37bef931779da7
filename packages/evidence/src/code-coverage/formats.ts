import type { Format } from "../format.ts"
import { CLOVER_XML } from "./clover-xml.ts"
import { COBERTURA_XML } from "./cobertura-xml.ts"
import { COVERAGEPY_JSON } from "./coveragepy-json.ts"
import { GO_COVER } from "./go-cover.ts"
import { ISTANBUL_JSON } from "./istanbul-json.ts"
import { ISTANBUL_SUMMARY } from "./istanbul-summary.ts"
import { JACOCO_XML } from "./jacoco-xml.ts"
import { LCOV } from "./lcov.ts"
import { OPENCOVER_XML } from "./opencover-xml.ts"
import { PIT_XML } from "./pit-xml.ts"
import { SIMPLECOV_RESULTSET } from "./simplecov-resultset.ts"
import { SONAR_COVERAGE } from "./sonar-coverage.ts"
import { STRYKER_JSON } from "./stryker-json.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const COVERAGE_FORMATS: readonly Format[] = [
  CLOVER_XML,
  SONAR_COVERAGE,
  COBERTURA_XML,
  JACOCO_XML,
  OPENCOVER_XML,
  PIT_XML,
  STRYKER_JSON,
  COVERAGEPY_JSON,
  ISTANBUL_SUMMARY,
  ISTANBUL_JSON,
  SIMPLECOV_RESULTSET,
  LCOV,
  GO_COVER,
]
