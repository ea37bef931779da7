import type { JsonShape } from "../detect/json-shape.ts"
import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson, openJsonValues } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, text, truth } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { Findings } from "./findings.ts"
import { NewestTime } from "./newest-time.ts"
import { urlOf } from "./places.ts"
import { said } from "./present.ts"
import { severityOf, type SeverityWords } from "./severity.ts"
import { toolOf } from "./tool.ts"

/** Severities of Nuclei's templates (docs.projectdiscovery.io, template structure). */
const SEVERITIES: SeverityWords = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["medium", "medium"],
  ["low", "low"],
  ["info", "info"],
  ["unknown", "unknown"],
])

/** Nuclei's results: one JSON value a line, or one array of them. */
export const NUCLEI: Format = {
  id: "nuclei-json",
  kind: "findings",
  category: "dynamic",
  subject: "environment",
  title: "Nuclei JSON",
  versions: "Nuclei 2 and 3",
  recognisedBy: "`template-id` or `templateID` with `info`",
  takes: [
    "every match, with the template's severity",
    "how many targets matched; with `-matcher-status` also those that did not",
  ],
  refuses: ["files without a byte: nothing tells a clean scan from none; `-matcher-status` lists what was tried"],
  distrusts: ["empty lists", "results that name no template"],
  commands: ["nuclei -jsonl -o nuclei.jsonl -matcher-status", "nuclei -json-export nuclei.json"],
  recognise: ({ first }) => [first, shapeAt(first, 0)].some(isNuclei),
  open: (input) => new NucleiReader(input),
}

const isNuclei = (shape: JsonShape | undefined): boolean =>
  (hasKeys(shape, "template-id") || hasKeys(shape, "templateID")) && hasKeys(shape, "info")

/** The first byte that is no white space decides between lines and an array. */
class NucleiReader implements FormatReader {
  private readonly input: FormatInput
  private readonly findings: Findings
  private readonly times: NewestTime
  private readonly doubt = new Doubt()
  private readonly targets = new Set<string>()
  private tried = 0
  private reader: FormatReader | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
    this.times = new NewestTime(input.warnings)
  }

  write(bytes: Uint8Array): void {
    if (this.reader === undefined) {
      const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)
      if (first === undefined) return
      const rules = { "*": (value: Json, place: JsonPlace) => this.take(value, place) }
      const open = first === 0x5b ? openJson : openJsonValues
      this.reader = open(this.input, rules, () => this.finish())
    }
    this.reader.write(bytes)
  }

  end(): Reading {
    if (this.reader === undefined) throw new RefusedInput({ kind: "nothing-received" })
    return this.reader.end()
  }

  private take(value: Json, { at, pointer }: JsonPlace): void {
    const rule = text(value, "template-id") || text(value, "templateID")
    if (!isJsonObject(value)) throw new RefusedInput({ kind: "invalid", line: at, what: "a result is no object" })
    if (rule === "") this.doubt.invalid(at, "a result names no template")
    this.tried++
    const host = urlOf(text(value, "host") || text(value, "url"))
    if (host !== "") this.targets.add(host)
    this.times.read(text(value, "timestamp"))
    const error = text(value, "error")
    if (error !== "") this.input.warnings.add("tool-errors", `${rule}: ${error}`)
    // With `-matcher-status` every attempt is listed, also those that matched nothing.
    if (truth(value, "matcher-status") === false) return
    this.findings.list(at)
    const native = text(value, "info", "severity")
    const matcher = text(value, "matcher-name") || text(value, "matcher_name") || text(value, "extractor-name")
    const url = urlOf(text(value, "matched-at") || text(value, "matched") || text(value, "host"))
    this.findings.add({
      at,
      pointer,
      rule,
      severity: severityOf(SEVERITIES, native, this.input.warnings),
      native,
      state: "open",
      title: text(value, "info", "name"),
      url: said(url),
      identity: [rule, matcher, url],
    })
  }

  private finish(): Reading {
    const { findings, doubt, targets, tried, times } = this
    if (tried === 0) doubt.note({ kind: "nothing-measured", what: "results" })
    return {
      refusal: null,
      ...doubt.told,
      counts: { ...findings.counts(), targets: targets.size },
      ...toolOf("Nuclei", ""),
      ...times.told,
    }
  }
}
