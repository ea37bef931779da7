import { closeSync, openSync, writeSync } from "node:fs"

const SUITE_OF = 200
const STACK = [
  "expected &lt;200&gt; but was &lt;503&gt;",
  "    at shop.payment.PaymentGateway.charge(PaymentGateway.java:118)",
  "    at shop.payment.PaymentService.pay(PaymentService.java:64)",
  "    at shop.order.CheckoutTest.paysOnce(CheckoutTest.java:201)",
].join("\n")
const OUTPUT =
  "12:01:07.123 INFO  shop.order.Checkout - order 4711 accepted, 3 lines, 57.80 EUR &amp; 2 vouchers\n".repeat(13)

/** What a generated report holds. */
export type Generated = { readonly cases: number; readonly failed: number; readonly bytes: number }

/**
 * Writes a JUnit report such as a large Java build makes: 3 % failures with a stack, 1 % errors in CDATA, 2 % skipped,
 * 20 % with output, entities and letters beyond ASCII. The same numbers give the same file.
 */
export function writeJUnit(path: string, cases: number, prefix = "shop"): Generated {
  const file = openSync(path, "w")
  let batch: string[] = []
  let bytes = 0
  let failed = 0
  const flush = () => {
    const chunk = Buffer.from(batch.join(""))
    bytes += chunk.length
    for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at)
    batch = []
  }
  batch.push('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="all">\n')
  for (let at = 0; at < cases; at++) {
    if (at % SUITE_OF === 0) {
      const tests = Math.min(SUITE_OF, cases - at)
      batch.push(
        `<testsuite name="${prefix}.Suite${at / SUITE_OF}" tests="${tests}" timestamp="2026-11-20T10:00:00">\n`,
      )
    }
    batch.push(caseText(at, prefix))
    if (at % 100 < 4) failed++
    if (at % SUITE_OF === SUITE_OF - 1 || at === cases - 1) batch.push("</testsuite>\n")
    if (batch.length > 2_000) flush()
  }
  batch.push("</testsuites>\n")
  flush()
  closeSync(file)
  return { cases, failed, bytes }
}

function caseText(at: number, prefix: string): string {
  const group = Math.floor(at / 20)
  const name = `keeps the total for order ${at} &amp; customer ${at % 977} in ${at % 7 === 0 ? "Zürich – größte" : "the usual"} region, variant ${at % 13} of the nightly run`
  const open = `  <testcase classname="${prefix}.checkout.module${group % 50}.OrderTest${group}" name="${name}" time="0.${100 + (at % 900)}"`
  const kind = at % 100
  if (kind < 3) {
    return `${open}>\n    <failure message="expected &lt;200&gt; but was &lt;503&gt;" type="java.lang.AssertionError">${STACK}</failure>\n  </testcase>\n`
  }
  if (kind === 3) {
    return `${open}>\n    <error message="timeout" type="java.net.SocketTimeoutException"><![CDATA[<timeout> after 30 s\n${STACK}]]></error>\n  </testcase>\n`
  }
  if (kind < 6) return `${open}>\n    <skipped message="needs a printer"/>\n  </testcase>\n`
  if (kind < 26) return `${open}>\n    <system-out>${OUTPUT}</system-out>\n  </testcase>\n`
  return `${open}/>\n`
}
