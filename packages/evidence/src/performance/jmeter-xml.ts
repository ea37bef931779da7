import type { Format, FormatInput, FormatReader } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { elapsedOf, isTransaction, type JmeterSample, JmeterSamples } from "./jmeter-samples.ts"

const VOCABULARY =
  "testResults sample httpSample sampleResult assertionResult failure error t time ts timeStamp s success lb label rm responseMessage".split(
    " ",
  )
/** Room for the word "false" and the white space around it. */
const TRUTH_ROOM = 64

/**
 * JMeter's results as XML (JTL). Samples inside samples are sub-results (redirects, embedded resources, the samples of
 * a transaction): what stands directly under the root is counted.
 */
export const JMETER_JTL_XML: Format = {
  id: "jmeter-jtl-xml",
  kind: "performance",
  title: "JMeter XML",
  versions: "JTL 1.0 to 1.2 (JMeter 2 to 5)",
  recognisedBy: "root `testResults` with `sample` or `httpSample`",
  takes: ["requests, failures (also by assertions) and exact percentiles, for the whole run and each label"],
  refuses: ["samples without a time or without success", "files that are cut"],
  distrusts: ["files without a sample"],
  commands: ["jmeter -n -t plan.jmx -l results.jtl -Jjmeter.save.saveservice.output_format=xml"],
  recognise: ({ xml, text }) => xml?.root === "testResults" || /^\s*(<\?xml[^>]*>\s*)?<testResults\b/.test(text),
  open(input) {
    const blank = { lines: 0 }
    const handler = new JmeterHandler(input, blank)
    const document = openXml(input, handler, VOCABULARY, () => handler.samples.finish())
    return withoutLeadingSpace(document, blank)
  },
}

/** JMeter behind some wrappers writes blank lines before the declaration, where XML allows none. */
function withoutLeadingSpace(document: FormatReader, blank: { lines: number }): FormatReader {
  let begun = false
  return {
    write(bytes) {
      let from = 0
      while (!begun && from < bytes.length) {
        const byte = bytes[from]!
        if (byte === 0x0a) blank.lines++
        else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) begun = true
        if (!begun) from++
      }
      if (begun) document.write(bytes.subarray(from))
    },
    end: () => document.end(),
  }
}

class JmeterHandler implements XmlHandler {
  readonly samples: JmeterSamples
  private readonly input: FormatInput
  private readonly blank: { readonly lines: number }
  private depth = 0
  private current: JmeterSample | undefined
  private inAssertion = false

  constructor(input: FormatInput, blank: { readonly lines: number }) {
    this.input = input
    this.blank = blank
    this.samples = new JmeterSamples(input)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const depth = this.depth++
    if (depth === 1) this.current = this.sample(attributes, line + this.blank.lines)
    else if (depth === 2) this.inAssertion = name === "assertionResult"
    else if (depth === 3 && this.inAssertion && (name === "failure" || name === "error")) return TRUTH_ROOM
    return 0
  }

  close(name: string, text: string): void {
    const depth = --this.depth
    const { current } = this
    if (current === undefined) return
    if (depth === 3 && this.inAssertion && (name === "failure" || name === "error")) {
      // The sample's own word comes first, but an assertion that failed is never a success.
      if (text.trim() === "true") this.current = { ...current, failed: true }
    } else if (depth === 1) {
      this.samples.add(current)
      this.current = undefined
    }
  }

  private sample(attributes: XmlAttributes, at: number): JmeterSample {
    const elapsed = attributes.get("t") ?? attributes.get("time") ?? ""
    const time = elapsedOf(elapsed, this.input.warnings)
    if (time === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "the sample has no elapsed time" })
    }
    const success = (attributes.get("s") ?? attributes.get("success"))?.toLowerCase()
    if (success === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "the sample does not say whether it succeeded" })
    }
    if (success !== "true" && success !== "false") this.input.warnings.add("unknown-status", success)
    return {
      timeStamp: attributes.get("ts") ?? attributes.get("timeStamp") ?? "",
      elapsed: time,
      label: attributes.get("lb") ?? attributes.get("label") ?? "",
      failed: success !== "true",
      transaction: isTransaction(attributes.get("rm") ?? attributes.get("responseMessage") ?? ""),
      at,
    }
  }
}
