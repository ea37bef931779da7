import { hasKeys, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Head } from "../detect/head.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { type Json, type JsonPlace, text } from "../json/json.ts"
import type { JsonEnter, JsonRules } from "../json/rules.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import { Findings } from "./findings.ts"
import { NewestTime } from "./newest-time.ts"
import { SarifInvocation } from "./sarif-invocations.ts"
import { resultOf } from "./sarif-result.ts"
import type { SarifComponent } from "./sarif-rules.ts"
import { type SarifExternal, SarifRun } from "./sarif-run.ts"
import { toolOf } from "./tool.ts"

const READ_VERSIONS: ReadonlySet<string> = new Set(["2.1.0", "2.0.0"])

/** SARIF, the OASIS Static Analysis Results Interchange Format: 2.1.0, and 2.0.0 where it says the same. */
export const SARIF: Format = {
  id: "sarif",
  kind: "findings",
  title: "SARIF",
  versions: "2.1.0, and the committee draft 2.0.0",
  recognisedBy: "`runs` with a SARIF `version` or `$schema`",
  takes: [
    "every result whose `kind` is not `pass`, `notApplicable` or `informational`; those with `open` or `review` as of unknown severity",
    "severity: `security-severity` of the result or its rule on CVSS's scale, else its effective `level`",
    "the level a result leaves to its rule: by an invocation's override, by `ruleIndex`, `rule` or `ruleId`, in the tool and its extensions",
    "suppressions, if every one of them is accepted; `baselineState`",
    "the first location, with base ids, artifacts by index and embedded external properties resolved",
    "`fingerprints`, else `partialFingerprints`, else rule, place and message",
  ],
  refuses: ["other versions", "invocations without a list of results, or that were not successful"],
  distrusts: [
    "files without a run, runs of which nothing but the tool and its rules is told",
    "runs that find nothing and report an error, without saying that they were successful",
    "results that are kept in another file",
  ],
  commands: [
    "eslint --format @microsoft/eslint-formatter-sarif",
    "semgrep scan --sarif",
    "codeql database analyze --format=sarif-latest",
    "trivy image --format sarif",
  ],
  recognise: isSarif,
  open: (input) => new SarifReader(input).open(),
}

function isSarif({ first, text: head }: Head): boolean {
  if (/sarif/i.test(textAt(first, "$schema"))) return true
  if (/^\s*\{/.test(head) && /"\$schema"\s*:\s*"[^"]*sarif/i.test(head.slice(0, 2000))) return true
  if (!hasKeys(first, "runs")) return false
  const run = shapeAt(first, "runs", 0)
  return (
    /^[12]\.\d+\.\d+/.test(textAt(first, "version")) ||
    hasKeys(run, "tool") ||
    hasKeys(shapeAt(run, "results", 0), "message", "ruleId")
  )
}

class SarifReader {
  private readonly input: FormatInput
  private readonly findings: Findings
  private readonly times: NewestTime
  private readonly runs: SarifRun[] = []
  /** External properties that stand in the file itself (§3.15.2), by their own guid. */
  private readonly embedded: { run: SarifRun; guid: string; runGuid: string }[] = []
  private version: Json | undefined
  private schema = ""
  private hasRuns = false

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
    this.times = new NewestTime(input.warnings)
  }

  open(): FormatReader {
    const run = (): SarifRun => this.runs.at(-1)!
    const part = (): SarifRun => this.embedded.at(-1)!.run
    return openJson(
      this.input,
      {
        version: (value) => (this.version = value),
        $schema: (value) => (this.schema = text(value)),
        runs: { open: (kind) => (this.hasRuns = kind === "array") },
        "runs/*": opens("object", "a run is no object", () => this.runs.push(new SarifRun())),
        ...this.rulesOf("runs/*", "runs/*/tool/", run),
        ...toolRules("runs/*/tool/driver", () => run().driver),
        // 2.0.0 has the tool's name without a driver, and the rules by their ids.
        ...toolRules("runs/*/tool", () => run().driver),
        "runs/*/resources/rules/*": (value, { key }) => run().driver.add(value, key),
        "runs/*/automationDetails": (value) => (run().guid = text(value, "guid")),
        "runs/*/externalPropertyFileReferences": (value) => run().refer(value),
        "inlineExternalProperties/*": opens("object", "an external property is no object", () =>
          this.embedded.push({ run: new SarifRun(), guid: "", runGuid: "" }),
        ),
        "inlineExternalProperties/*/guid": (value) => (this.embedded.at(-1)!.guid = text(value)),
        "inlineExternalProperties/*/runGuid": (value) => (this.embedded.at(-1)!.runGuid = text(value)),
        ...this.rulesOf("inlineExternalProperties/*", "inlineExternalProperties/*/", part),
        ...toolRules("inlineExternalProperties/*/driver", () => part().driver),
      },
      () => this.finish(),
    )
  }

  /** What runs and external properties have in common. `tool`: where the extensions stand. */
  private rulesOf(prefix: string, tool: string, run: () => SarifRun): JsonRules {
    const { warnings } = this.input
    const invocation = (): SarifInvocation => run().invocations.at(-1)!
    const invoke = (name: string): [string, (value: Json) => void] => [
      `${prefix}/invocations/*/${name}`,
      (value) => invocation().read(name, value),
    ]
    const notify = (name: string): [string, (value: Json) => void] => [
      `${prefix}/invocations/*/${name}/*`,
      (value) => invocation().notify(value, warnings),
    ]
    const time = (name: string): [string, (value: Json) => void] => [
      `${prefix}/invocations/*/${name}`,
      (value) => this.times.read(text(value)),
    ]
    return {
      [`${prefix}/results`]: {
        open: (kind, { at }) => {
          if (kind === "object") throw new RefusedInput({ kind: "invalid", line: at, what: "`results` is no list" })
          run().hasResults = kind === "array"
        },
      },
      [`${prefix}/results/*`]: (value, place) => this.take(value, place, run()),
      [`${prefix}/artifacts/*`]: (value) => run().files.addArtifact(value),
      [`${prefix}/originalUriBaseIds`]: (value) => run().files.setBases(value),
      [`${prefix}/invocations/*`]: opens("object", "an invocation is no object", () =>
        run().invocations.push(new SarifInvocation()),
      ),
      ...Object.fromEntries(INVOCATION.map(invoke)),
      ...Object.fromEntries(NOTIFICATIONS.map(notify)),
      ...Object.fromEntries(TIMES.map(time)),
      [`${tool}extensions/*`]: { open: (_kind, { key }) => void run().extension(Number(key)) },
      ...toolRules(`${tool}extensions/*`, () => run().extensions.at(-1)!),
    }
  }

  private take(value: Json, { at, pointer }: JsonPlace, run: SarifRun): void {
    const result = resultOf(value, at, pointer)
    if (result === undefined) throw new RefusedInput({ kind: "invalid", line: at, what: "a result is no object" })
    this.findings.list(at)
    run.results.push(result)
  }

  private finish(): Reading {
    const { runs, findings, times } = this
    const version = this.versionRead()
    const lost = this.joinEmbedded()
    const refusal = this.refusal()
    const doubt = this.doubts(lost)
    for (const run of runs) run.emit(findings, this.input.warnings)
    const rules = runs.reduce((sum, run) => sum + run.ruleCount, 0)
    const tool = runs.find(({ toolName }) => toolName !== "")?.driver
    return {
      refusal,
      ...doubt.told,
      counts: { ...findings.counts(), runs: runs.length, rules },
      ...(version === undefined ? {} : { formatVersion: version }),
      ...toolOf(tool?.name ?? "", tool?.version ?? ""),
      ...times.told,
    }
  }

  /** The version that the file names; where it names none, the one whose schema it names. */
  private versionRead(): string | undefined {
    if (typeof this.version === "string") return this.version
    return this.version === undefined
      ? /sarif(?:-schema)?-(\d+\.\d+\.\d+)(?:-rtm\.\d+)?(?:\.json)?$/i.exec(this.schema)?.[1]
      : undefined
  }

  private refusal(): Refusal | null {
    const version = this.versionRead()
    if (version === undefined) return { kind: "invalid", line: 1, what: "the file names no SARIF version" }
    if (!READ_VERSIONS.has(version)) return { kind: "unsupported-version", title: "SARIF", version, reads: "2.1.0" }
    for (const run of this.runs) {
      const failure = run.failure()
      if (failure !== undefined) return { kind: "not-finished", what: failure }
    }
    return null
  }

  /** A file that tells of no run, or of one without results, was written by something, and proves nothing. */
  private doubts(lost: boolean): Doubt {
    const doubt = new Doubt()
    // §3.13.4: `runs` is null when the producer failed to get the runs, and empty when there were none.
    if (!this.hasRuns) doubt.note({ kind: "not-finished", what: "the file has no list of runs" })
    if (lost) doubt.note({ kind: "not-finished", what: "results are kept in another file, which is not here" })
    if (this.runs.length === 0) doubt.note({ kind: "nothing-measured", what: "runs" })
    for (const run of this.runs) {
      const what = run.doubt()
      if (what !== undefined) doubt.note({ kind: "not-finished", what })
    }
    return doubt
  }

  /** Gives external properties to the runs that refer to them. Answers whether results are missing. */
  private joinEmbedded(): boolean {
    const { runs, embedded } = this
    const isHere = ({ guid, uri }: SarifExternal): boolean =>
      embedded.some((part, i) => (guid !== "" && part.guid === guid) || isEmbedded(uri, i))
    const lost = runs.some(({ external }) => external.some((one) => one.property === "results" && !isHere(one)))
    const alone: SarifRun[] = []
    for (const [i, part] of embedded.entries()) {
      let owners = runs.filter(
        (run) =>
          (part.runGuid !== "" && run.guid === part.runGuid) ||
          run.external.some(({ guid, uri }) => (guid !== "" && guid === part.guid) || isEmbedded(uri, i)),
      )
      if (owners.length === 0 && runs.length === 1) owners = [...runs]
      for (const [n, owner] of owners.entries()) owner.join(part.run, n === 0)
      // Results that belong to no run are results all the same.
      if (owners.length === 0 && part.run.results.length > 0) alone.push(part.run)
    }
    runs.push(...alone)
    return lost
  }
}

/** §3.10.3: an address inside the file itself; the specification's example has another name than its text. */
const isEmbedded = (uri: string, position: number): boolean =>
  uri === `sarif:/inlineExternalProperties/${position}` || uri === `sarif:/inlineExternalPropertyFiles/${position}`

const INVOCATION = [
  "executionSuccessful",
  "exitCode",
  "exitSignalName",
  "processStartFailureMessage",
  "ruleConfigurationOverrides",
]
/** `toolNotifications` and `configurationNotifications` are the names of 2.0.0. */
const NOTIFICATIONS = [
  "toolExecutionNotifications",
  "toolConfigurationNotifications",
  "toolNotifications",
  "configurationNotifications",
]
const TIMES = ["startTimeUtc", "endTimeUtc", "startTime", "endTime"]

function toolRules(prefix: string, component: () => SarifComponent): JsonRules {
  return {
    [`${prefix}/name`]: (value) => (component().name = text(value)),
    [`${prefix}/guid`]: (value) => (component().guid = text(value)),
    [`${prefix}/version`]: (value) => (component().version ||= text(value)),
    [`${prefix}/semanticVersion`]: (value) => (component().version = text(value) || component().version),
    [`${prefix}/rules/*`]: (value) => component().add(value),
  }
}

/** Refuses what stands where an object should; else begins it. */
function opens(wanted: "object", what: string, begin: () => unknown): JsonEnter {
  return {
    open(kind, { at }) {
      if (kind !== wanted) throw new RefusedInput({ kind: "invalid", line: at, what })
      begin()
    },
  }
}
