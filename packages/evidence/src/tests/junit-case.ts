import { shorten, type Tally } from "../warnings.ts"
import { RepeatedValue, type XmlAttributes } from "../xml/attributes.ts"
import { JunitProperties } from "./junit-properties.ts"
import type { JunitValues } from "./junit-values.ts"
import type { DraftFact } from "./results.ts"
import { judge, meaningOf, type Signs } from "./status.ts"

/** The elements that say how a testcase ended. */
export const OUTCOMES: ReadonlySet<string> = new Set([
  "failure",
  "error",
  "skipped",
  "ignored",
  "disabled",
  "flakyFailure",
  "flakyError",
  "rerunFailure",
  "rerunError",
])

const LONGEST_WORD = 64

/** What neighbours usually share, so that it becomes a string once. */
export class Neighbour {
  readonly className = new RepeatedValue()
  readonly file = new RepeatedValue()
}

/** A testcase while it is open. */
export class JunitCase implements Signs {
  error = false
  failure = false
  skipped = false
  quarantined = false
  flakyAttempts = 0
  failedReruns = 0
  statusWord = ""
  resultWord = ""
  /** Characters of text that may still be kept. */
  room: number
  private name = ""
  private className = ""
  private file = ""
  private line: number | undefined
  private durationMs: number | undefined
  private rawStatus: string | undefined
  /** The first failure or error, or the reason of a skip. */
  private message: string | undefined
  private messageOf: "outcome" | "skip" | undefined
  private properties: JunitProperties | undefined
  private cut = false
  private readonly at: number

  constructor(at: number, room: number) {
    this.at = at
    this.room = room
  }

  read(attributes: XmlAttributes, values: JunitValues, neighbour: Neighbour): void {
    for (let i = 0; i < attributes.count; i++) {
      switch (attributes.nameAt(i)) {
        case "name":
          this.name = attributes.valueAt(i)
          break
        case "classname":
          this.className = attributes.repeatedAt(i, neighbour.className)
          break
        case "class":
          if (this.className === "") this.className = attributes.repeatedAt(i, neighbour.className)
          break
        case "time":
          this.durationMs = values.duration(attributes.valueAt(i))
          break
        case "file":
          this.file = attributes.repeatedAt(i, neighbour.file)
          break
        case "line":
        case "lineno":
          this.line = values.line(attributes.valueAt(i))
          break
        case "status":
          this.statusWord = attributes.valueAt(i).trim().toLowerCase()
          break
        case "result":
          this.resultWord = attributes.valueAt(i).trim().toLowerCase()
          break
        case "disabled":
          if (isYes(attributes.valueAt(i))) this.quarantined = true
          break
        case "skipped":
          if (isYes(attributes.valueAt(i))) this.skipped = true
          break
        case "executed":
          if (isNo(attributes.valueAt(i))) this.skipped = true
          break
        case "timestamp":
          values.timestamp(attributes.valueAt(i))
          break
        default:
          break
      }
    }
  }

  /** Notes an outcome element. `type` is its attribute of that name. */
  sign(outcome: string, type: string): void {
    switch (outcome) {
      case "error":
        this.error = true
        break
      case "failure":
        this.failure = true
        break
      case "skipped":
      case "ignored":
        this.skipped = true
        if (type.toLowerCase() === "todo") this.quarantined = true
        if (type !== "") this.rawStatus ??= type === "pytest.xfail" ? "xfail" : type.slice(0, LONGEST_WORD)
        break
      case "disabled":
        this.quarantined = true
        break
      case "flakyFailure":
      case "flakyError":
        this.flakyAttempts++
        break
      default:
        this.failedReruns++
        break
    }
  }

  /** The first failure is kept; a failure replaces the reason of a skip; reruns only repeat the first failure. */
  wantsMessageOf(outcome: string): boolean {
    if (outcome === "rerunFailure" || outcome === "rerunError") return false
    return this.messageOf === undefined || (this.messageOf === "skip" && !isSkip(outcome))
  }

  /** Keeps as much of the message as there is room for; `whole` says whether all of its text was handed over. */
  keepMessage(outcome: string, message: string, whole: boolean): void {
    if (!whole || message.length > this.room) this.cut = true
    this.message = message.slice(0, this.room)
    this.messageOf = isSkip(outcome) ? "skip" : "outcome"
  }

  /** Keeps a property of interest, as long as there is room for it. */
  keepProperty(name: string, value: string): void {
    const size = name.length + value.length
    if (size > this.room) {
      this.cut = true
      return
    }
    this.room -= size
    this.properties ??= new JunitProperties()
    this.properties.add(name, value)
  }

  /** The fact that all of it adds up to. */
  fact(suite: string, suiteFile: string, warnings: Tally): DraftFact {
    const { status, flaky, attempts, unknownWord } = judge(this)
    if (unknownWord !== null) warnings.add("unknown-status", unknownWord)
    if (this.failedReruns > 0 && status === "passed") warnings.add("rerun-without-outcome", this.name)
    if (this.cut) warnings.add("text-cut")
    if (this.name === "") warnings.add("missing-name")
    if (status === "failed" && this.name.includes("CVE-")) warnings.add("looks-like-vulnerabilities", this.name)
    const fact: DraftFact = {
      id: "",
      suite,
      class: this.className,
      name: this.name,
      status,
      flaky,
      attempts,
      suiteLevel: false,
      at: this.at,
    }
    const file = this.file === "" ? suiteFile : this.file
    const rawStatus = this.rawStatus ?? this.tellingWord()
    if (file !== "") fact.file = file
    if (rawStatus !== undefined) fact.rawStatus = rawStatus
    if (this.durationMs !== undefined) fact.durationMs = this.durationMs
    if (this.message !== undefined) fact.message = this.message
    if (this.line !== undefined) fact.line = this.line
    this.properties?.addTo(fact)
    return fact
  }

  /** The tool's own word, where the status alone does not say it. */
  private tellingWord(): string | undefined {
    for (const word of [this.resultWord, this.statusWord]) {
      if (word !== "" && meaningOf(word) !== "passed") return word.slice(0, LONGEST_WORD)
    }
    return undefined
  }
}

/** The message and the details below it; many tools repeat the one in the other. */
export function together(message: string, text: string): string {
  const details = text.trim()
  const head = message.trim()
  if (head === "" || details.startsWith(head)) return details
  return details === "" ? head : `${head}\n${details}`
}

/** A suite and the first line of its message, for a sentence. */
export function suiteErrorLabel(suite: string, message: string): string {
  return `${shorten(suite)} ${shorten(message.split("\n", 1)[0] ?? "")}`.trim()
}

const isSkip = (outcome: string) => outcome === "skipped" || outcome === "ignored" || outcome === "disabled"
const isYes = (value: string) => /^(1|true|yes)$/i.test(value.trim())
const isNo = (value: string) => /^(0|false|no)$/i.test(value.trim())
