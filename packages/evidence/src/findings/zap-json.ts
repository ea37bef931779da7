import { hasKeys } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { Findings } from "./findings.ts"
import { NewestTime } from "./newest-time.ts"
import { toolOf } from "./tool.ts"
import { addAlert, type ZapAlert } from "./zap-alert.ts"

/** ZAP's traditional JSON report, plain and "plus". */
export const ZAP_JSON: Format = {
  id: "zap-json",
  kind: "findings",
  category: "dynamic",
  subject: "environment",
  title: "OWASP ZAP JSON",
  versions: "ZAP 2.7 to 2.17",
  recognisedBy: "`@version` with `site`",
  takes: [
    "every alert of every site, with its risk and the true number of its instances",
    "alerts marked as false positives as suppressed",
    "how many sites were scanned",
  ],
  refuses: ["alerts that are no objects"],
  distrusts: ["reports without a site: the target was never reached"],
  commands: ["zap-baseline.py -t URL -J report.json", "zap-full-scan.py -t URL -J report.json"],
  recognise: ({ first }) => hasKeys(first, "site") && (hasKeys(first, "@version") || hasKeys(first, "@generated")),
  open: (input) => openZap(input),
}

function openZap(input: FormatInput): FormatReader {
  const { warnings } = input
  const findings = new Findings(input)
  const times = new NewestTime(warnings)
  const held: ZapAlert[] = []
  let sites = 0
  let site = ""
  let version = ""
  let created = ""
  let generated = ""
  // The name of a site may stand behind its alerts.
  const begin = (): void => {
    sites++
    site = ""
  }
  const close = (): void => {
    for (const alert of held) addAlert({ ...alert, site }, findings, warnings)
    held.length = 0
  }
  const take = (value: Json, place: JsonPlace): void => void held.push(alertOf(value, place))
  const named = (value: Json): void => void (site = text(value))
  return openJson(
    input,
    {
      "@version": (value) => (version = text(value)),
      "@generated": (value) => (generated = text(value)),
      created: (value) => (created = text(value)),
      // One site may stand without a list.
      site: { open: (kind) => kind === "object" && begin(), close },
      "site/@name": named,
      "site/alerts/*": take,
      "site/*": {
        open: (_kind, { key }) => /^\d+$/.test(key) && begin(),
        close: ({ key }) => /^\d+$/.test(key) && close(),
      },
      "site/*/@name": named,
      "site/*/alerts/*": take,
    },
    () => {
      times.read(created || generated)
      const doubt = new Doubt()
      if (sites === 0) doubt.note({ kind: "nothing-measured", what: "sites" })
      return {
        refusal: null,
        ...doubt.told,
        counts: { ...findings.counts(), sites },
        ...toolOf("ZAP", version),
        ...times.told,
      }
    },
  )
}

function alertOf(value: Json, { at, pointer }: JsonPlace): ZapAlert {
  if (!isJsonObject(value)) throw new RefusedInput({ kind: "invalid", line: at, what: "an alert is no object" })
  const word = (name: string): string => text(value, name) || String(number(value, name) ?? "")
  return {
    at,
    pointer,
    site: "",
    plugin: word("alertRef") || word("pluginid"),
    name: text(value, "name") || text(value, "alert"),
    risk: word("riskcode"),
    riskWords: text(value, "riskdesc"),
    confidence: word("confidence"),
    uri: text(value, "instances", 0, "uri"),
    listed: list(value, "instances").length,
    stated: word("count"),
  }
}
