import { hasKeys, isObject, shapeAt } from "../detect/json-shape.ts"
import type { Head } from "../detect/head.ts"
import type { Format } from "../format.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const PERFORMANCE_FORMATS: readonly Format[] = [
  {
    id: "k6-summary-json",
    kind: "performance",
    title: "k6 summary JSON",
    recognisedBy: "`metrics` with `http_reqs`, `iterations` or `vus`",
    refuses: [],
    recognise: ({ first }) => {
      const metrics = shapeAt(first, "metrics")
      return (
        isObject(metrics) &&
        (hasKeys(first, "root_group") ||
          [
            "http_reqs",
            "http_req_duration",
            "http_req_connecting",
            "iterations",
            "iteration_duration",
            "vus",
            "data_sent",
          ].some((name) => metrics.has(name)))
      )
    },
  },
  {
    id: "lighthouse-json",
    kind: "performance",
    title: "Lighthouse JSON",
    recognisedBy: "`lighthouseVersion`, also inside `lighthouseResult`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "lighthouseVersion") ||
      hasKeys(first, "lighthouseResult") ||
      hasKeys(first, "requestedUrl", "categories") ||
      hasKeys(first, "requestedUrl", "audits"),
  },
  {
    id: "gatling-global-stats",
    kind: "performance",
    title: "Gatling global statistics",
    recognisedBy: "`numberOfRequests` and `minResponseTime`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "numberOfRequests", "minResponseTime"),
  },
  {
    id: "autocannon-json",
    kind: "performance",
    title: "autocannon JSON",
    recognisedBy: "`connections`, `pipelining` and `duration`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "connections", "pipelining", "duration"),
  },
  {
    id: "jmeter-jtl-xml",
    kind: "performance",
    title: "JMeter XML",
    recognisedBy: "root `testResults` with `sample` or `httpSample`",
    refuses: [],
    recognise: ({ xml, text }) => xml?.root === "testResults" || /^\s*(<\?xml[^>]*>\s*)?<testResults\b/.test(text),
  },
  {
    id: "taurus-xml",
    kind: "performance",
    title: "Taurus XML",
    recognisedBy: "root `FinalStatus`",
    refuses: [],
    recognise: ({ xml }) => xml?.root === "FinalStatus",
  },
  {
    id: "locust-csv",
    kind: "performance",
    title: "Locust CSV",
    recognisedBy: "a header with `Request Count` and `Failure Count`",
    refuses: [],
    recognise: ({ lines }) => /(Request Count|# requests)"?,"?(Failure Count|# failures)/i.test(lines[0] ?? ""),
  },
  {
    id: "jmeter-csv",
    kind: "performance",
    title: "JMeter CSV",
    recognisedBy: "a header with `timeStamp`, `elapsed`, `label`, or rows that begin with an epoch and a duration",
    refuses: [],
    recognise: isJmeterCsv,
  },
  {
    id: "wrk-text",
    kind: "performance",
    title: "wrk output",
    recognisedBy: "`Running … test @` with `threads and … connections`",
    refuses: [],
    recognise: ({ text }) => /^\s*Running .* test @ /.test(text) && /threads? and \d+ connections?/.test(text),
  },
  {
    id: "iago-log",
    kind: "performance",
    title: "Iago log",
    recognisedBy: "lines `INF [time] stats: {`",
    refuses: [],
    recognise: ({ lines }) => lines.some((line) => /^INF \[[^\]]+\] stats: \{/.test(line)),
  },
]

function isJmeterCsv({ xml, json, lines }: Head): boolean {
  if (xml !== null || json !== null) return false
  const first = lines[0] ?? ""
  if (/^"?timeStamp"?[,;\t|]/i.test(first) && /elapsed/i.test(first)) return true
  return (
    /^\d{13}[,;\t|]\d+[,;\t|]/.test(first) ||
    /^\d{4}[-/]\d{2}[-/]\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?[,;]\d+[,;]/.test(first)
  )
}
