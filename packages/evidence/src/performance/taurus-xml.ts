import type { Format, FormatInput } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { readNumber } from "../values/number.ts"
import { TaurusGroups } from "./taurus-groups.ts"

const VOCABULARY = "FinalStatus TestDuration ReportURL Group label value param name perc rc".split(" ")
const NUMBER_ROOM = 64

/** Taurus' final statistics as XML (gettaurus.org, "Final Stats Reporter", `dump-xml`). The report's address is left out. */
export const TAURUS_XML: Format = {
  id: "taurus-xml",
  kind: "performance",
  title: "Taurus XML",
  versions: "Taurus 1",
  recognisedBy: "root `FinalStatus`",
  takes: ["samples, failures, response times and percentiles as stated, for the whole run and each label"],
  refuses: ["statistics without the group for the whole run"],
  distrusts: ["statistics without a sample"],
  commands: ["bzt test.yml -o modules.final-stats.dump-xml=final-stats.xml"],
  recognise: ({ xml }) => xml?.root === "FinalStatus",
  open(input) {
    const handler = new TaurusHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.groups.finish())
  },
}

class TaurusHandler implements XmlHandler {
  readonly groups: TaurusGroups
  private depth = 0
  private label = ""
  private at = 1
  private value = ""
  private parameter = ""
  private values = new Map<string, string>()

  constructor(input: FormatInput) {
    this.groups = new TaurusGroups(input)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const depth = this.depth++
    if (depth === 1) {
      if (name === "TestDuration") return NUMBER_ROOM
      this.label = attributes.get("label") ?? ""
      this.at = line
      this.values = new Map()
    } else if (depth === 2) {
      this.value = attributes.get("value") ?? ""
      this.parameter = attributes.get("param") ?? ""
    } else if (depth === 3 && name === "value") return NUMBER_ROOM
    return 0
  }

  close(name: string, text: string): void {
    const depth = --this.depth
    if (depth === 3 && name === "value") this.value ||= text
    else if (depth === 2) this.values.set(this.parameter === "" ? name : `${name}_${this.parameter}`, this.value)
    else if (depth === 1 && name === "Group") {
      this.groups.add({ label: this.label, values: this.values, at: this.at })
    } else if (depth === 1 && name === "TestDuration") {
      const read = readNumber(text)
      if (read.kind === "number") this.groups.durationS = read.value
    }
  }
}
