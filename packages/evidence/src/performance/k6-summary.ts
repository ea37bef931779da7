import type { Head } from "../detect/head.ts"
import { hasKeys, isList, isObject, shapeAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import { K6Run } from "./k6-run.ts"

/**
 * k6's end-of-test summary: what `handleSummary` is given, what `--summary-export` writes, and the machine-readable
 * summary of k6 1.5 and later (grafana/k6-summary, schema 1.0.0), which says nothing of thresholds.
 */
export const K6_SUMMARY_JSON: Format = {
  id: "k6-summary-json",
  kind: "performance",
  title: "k6 summary JSON",
  versions: "k6 0.2x to 2, machine-readable summary 1.0.0",
  recognisedBy: "`metrics` with `http_reqs`, `iterations` or `vus`; `results.metrics` with `metadata.k6Version`",
  takes: [
    "requests, failures, dropped iterations, response times; of sub-metrics and of trends of the script, too",
    "thresholds as k6 judged them, and web vitals of the browser module",
  ],
  refuses: [],
  distrusts: ["runs that made no request and measured nothing of their own"],
  commands: ["k6 run --summary-export=summary.json script.js"],
  recognise: isK6,
  open(input) {
    const run = new K6Run(input)
    return openJson(input, run.rules, () => run.finish())
  },
}

function isK6({ first }: Head): boolean {
  if (hasKeys(shapeAt(first, "metadata"), "k6Version")) return true
  const results = shapeAt(first, "results", "metrics")
  if (isList(results)) return hasKeys(shapeAt(results, 0), "name", "type", "contains", "values")
  const metrics = shapeAt(first, "metrics")
  if (!isObject(metrics)) return false
  const own = ["http_reqs", "http_req_duration", "http_req_connecting", "iterations", "iteration_duration", "vus"]
  return hasKeys(first, "root_group") || [...own, "data_sent"].some((name) => metrics.has(name))
}
