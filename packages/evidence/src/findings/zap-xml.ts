import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { Findings } from "./findings.ts"
import { NewestTime } from "./newest-time.ts"
import { toolOf } from "./tool.ts"
import { addAlert } from "./zap-alert.ts"

/** ZAP's traditional XML report, plain and "plus". */
export const ZAP_XML: Format = {
  id: "zap-xml",
  kind: "findings",
  category: "dynamic",
  subject: "environment",
  title: "OWASP ZAP XML",
  versions: "ZAP 2.4 to 2.17",
  recognisedBy: "root `OWASPZAPReport`",
  takes: [
    "every alert of every site, with its risk and the true number of its instances",
    "alerts marked as false positives as suppressed",
    "how many sites were scanned and, where the report has statistics, how many answers came",
  ],
  refuses: [],
  distrusts: ["reports without a site: the target was never reached"],
  commands: ["zap-baseline.py -t URL -x report.xml", "zap-full-scan.py -t URL -x report.xml"],
  recognise: ({ xml }) => xml?.root === "OWASPZAPReport",
  open(input) {
    const handler = new ZapHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

/** Of an alert: its members that are taken, each a text. Evidence, headers and bodies are left where they are. */
const MEMBERS = ["pluginid", "alertRef", "alert", "name", "riskcode", "confidence", "riskdesc", "count", "uri"] as const
const VOCABULARY: readonly string[] = [
  ...MEMBERS,
  ..."OWASPZAPReport site alerts alertitem instances instance statistics statistic key value".split(" "),
]
const LONGEST = 4096

class ZapHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly findings: Findings
  private readonly times: NewestTime
  private readonly path: string[] = []
  private alert: Map<string, string> | undefined
  private alertAt = 0
  private instances = 0
  private site = ""
  private sites = 0
  private version = ""
  private statistic = ""
  private requests: number | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
    this.times = new NewestTime(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.path.at(-1)
    this.path.push(name)
    if (name === "OWASPZAPReport" && parent === undefined) {
      this.version = attributes.get("version") ?? ""
      this.times.read(attributes.get("created") ?? attributes.get("generated") ?? "")
    } else if (name === "site" && parent === "OWASPZAPReport") {
      this.sites++
      this.site = attributes.get("name") ?? ""
    } else if (name === "alertitem" && parent === "alerts") {
      this.alert = new Map()
      this.alertAt = line
      this.instances = 0
    } else if (name === "instance" && parent === "instances") this.instances++
    else if (this.alert !== undefined) return this.wants(name, parent) ? LONGEST : 0
    else if (parent === "statistic" && (name === "key" || name === "value")) return LONGEST
    return 0
  }

  close(name: string, text: string): void {
    this.path.pop()
    const parent = this.path.at(-1)
    if (name === "alertitem" && parent === "alerts") this.give()
    else if (this.alert !== undefined && this.wants(name, parent)) this.alert.set(name, text.trim())
    else if (parent === "statistic" && name === "key") this.statistic = text.trim()
    else if (parent === "statistic" && name === "value") this.count(text.trim())
  }

  finish(): Reading {
    const { findings, sites, requests, times } = this
    const doubt = new Doubt()
    if (sites === 0) doubt.note({ kind: "nothing-measured", what: "sites" })
    return {
      refusal: null,
      ...doubt.told,
      counts: { ...findings.counts(), sites, ...(requests === undefined ? {} : { requests }) },
      ...toolOf("ZAP", this.version),
      ...times.told,
    }
  }

  /** Members of the alert itself, and the address of its first instance. Before 2.5 an alert had one, and no list. */
  private wants(name: string, parent: string | undefined): boolean {
    if (name === "uri") return (parent === "instance" || parent === "alertitem") && this.alert?.has("uri") === false
    return parent === "alertitem" && (MEMBERS as readonly string[]).includes(name)
  }

  private give(): void {
    const { alert } = this
    this.alert = undefined
    if (alert === undefined) return
    const word = (name: (typeof MEMBERS)[number]): string => alert.get(name) ?? ""
    addAlert(
      {
        at: this.alertAt,
        site: this.site,
        plugin: word("alertRef") || word("pluginid"),
        name: word("name") || word("alert"),
        risk: word("riskcode"),
        riskWords: word("riskdesc"),
        confidence: word("confidence"),
        uri: word("uri"),
        listed: this.instances,
        stated: word("count"),
      },
      this.findings,
      this.input.warnings,
    )
  }

  /** `stats.code.200` and its like count the answers of a site. */
  private count(value: string): void {
    const { statistic } = this
    this.statistic = ""
    if (!/^stats\.code\.\d{3}$/.test(statistic) || !/^\d{1,12}$/.test(value)) return
    this.requests = (this.requests ?? 0) + Number(value)
  }
}
