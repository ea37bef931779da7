import type { Format } from "../format.ts"
import { AUTOCANNON_JSON } from "./autocannon.ts"
import { GATLING_STATS } from "./gatling-stats.ts"
import { IAGO_LOG } from "./iago-log.ts"
import { JMETER_CSV } from "./jmeter-csv.ts"
import { JMETER_JTL_XML } from "./jmeter-xml.ts"
import { K6_SUMMARY_JSON } from "./k6-summary.ts"
import { LIGHTHOUSE_JSON } from "./lighthouse-json.ts"
import { LOCUST_CSV } from "./locust-csv.ts"
import { TAURUS_CSV } from "./taurus-csv.ts"
import { TAURUS_XML } from "./taurus-xml.ts"
import { WRK_TEXT } from "./wrk-text.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const PERFORMANCE_FORMATS: readonly Format[] = [
  K6_SUMMARY_JSON,
  LIGHTHOUSE_JSON,
  GATLING_STATS,
  AUTOCANNON_JSON,
  JMETER_JTL_XML,
  TAURUS_XML,
  LOCUST_CSV,
  TAURUS_CSV,
  JMETER_CSV,
  WRK_TEXT,
  IAGO_LOG,
]
