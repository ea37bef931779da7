import { epochMs, instantFromEpochMs, type Placed } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import type { Tally } from "../warnings.ts"
import { readTime } from "../values/time.ts"
import { type Load, Measures, NOTHING } from "./measures.ts"
import { type TimingRoom, Timings } from "./timings.ts"

/** One sample as JMeter recorded it. */
export type JmeterSample = {
  /** Epoch milliseconds or a formatted time; "" when it was not saved. */
  readonly timeStamp: string
  readonly elapsed: number
  readonly label: string
  readonly failed: boolean
  /** A transaction sums up samples that may be listed, too. */
  readonly transaction: boolean
  readonly at: number
}

/** How the Transaction Controller describes itself in the response message. */
export const isTransaction = (message: string): boolean => message.startsWith("Number of samples in transaction")

/** The whole milliseconds of a sample; undefined where there are none. A clock that was set back gives negative ones. */
export function elapsedOf(text: string, warnings: Tally): number | undefined {
  if (!/^-?\d{1,10}$/.test(text)) return undefined
  if (text.startsWith("-")) warnings.add("negative-number", text)
  return Math.max(0, Number(text))
}

/** Labels that are told apart; a test plan that names each request anew has no more use for them. */
const MOST_LABELS = 10_000

/** Times of 1970 stand for none. */
const NEVER = 315_532_800_000

class Label {
  failures = 0
  readonly timings: Timings
  readonly at: number
  constructor(room: TimingRoom, at: number) {
    this.timings = new Timings(room)
    this.at = at
  }
  load(): Load {
    return { requests: this.timings.count, failures: this.failures, times: this.timings.times() }
  }
}

/**
 * Sums up the samples of a JMeter run. Transactions repeat the samples they are made of, so beside others they count
 * for their label only; alone ("Generate parent sample") they are all there is.
 */
export class JmeterSamples {
  private readonly input: FormatInput
  private readonly measures: Measures
  private readonly room: TimingRoom
  private readonly labels = new Map<string, Label>()
  private readonly requests: Label
  private readonly transactions: Label
  private from = Infinity
  private to = -Infinity
  /** A time that could not be read could have been the first or the last. */
  private timed = true

  constructor(input: FormatInput) {
    this.input = input
    this.measures = new Measures(input)
    this.room = { left: input.limits.items }
    this.requests = new Label(this.room, 1)
    this.transactions = new Label(this.room, 1)
  }

  add(sample: JmeterSample): void {
    this.count(sample.transaction ? this.transactions : this.requests, sample)
    const label = this.labelOf(sample)
    if (label !== undefined) this.count(label, sample)
    this.clock(sample)
  }

  finish(): Reading {
    const whole = this.whole()
    const place: Placed = { at: 1 }
    this.measures.load("", whole, place)
    for (const [name, label] of this.labels) this.measures.load(name, label.load(), { at: label.at })
    const isEmpty = whole.requests === 0
    return {
      refusal: null,
      ...(isEmpty ? NOTHING : {}),
      counts: this.measures.counts(whole, this.labels.size),
      tool: { name: "JMeter" },
      ...(this.to > NEVER && this.timed ? { producedAt: instantFromEpochMs(this.to) } : {}),
    }
  }

  private whole(): Load {
    const { requests, transactions } = this
    const chosen = requests.timings.count > 0 ? requests : transactions
    const load = chosen.load()
    // A transaction may fail of itself, by an assertion or because its samples were not saved.
    const failures = chosen.failures === 0 ? transactions.failures : chosen.failures
    const durationMs = this.timed && this.to > this.from ? this.to - this.from : undefined
    const perSecond = durationMs === undefined ? undefined : (chosen.timings.count * 1000) / durationMs
    return { ...load, failures, durationMs, perSecond }
  }

  private count(into: Label, { elapsed, failed, at }: JmeterSample): void {
    if (!into.timings.add(elapsed)) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: this.input.limits.items, line: at })
    }
    if (failed) into.failures++
  }

  private labelOf({ label, at }: JmeterSample): Label | undefined {
    const known = this.labels.get(label)
    if (known !== undefined) return known
    // The whole run has the empty scope.
    if (label === "") return undefined
    if (this.labels.size === MOST_LABELS) {
      this.input.warnings.add("labels-left-out", label)
      return undefined
    }
    const made = new Label(this.room, at)
    this.labels.set(label, made)
    return made
  }

  private clock({ timeStamp, elapsed }: JmeterSample): void {
    const start = this.startOf(timeStamp)
    if (start === undefined) {
      this.timed = false
      return
    }
    this.from = Math.min(this.from, start)
    this.to = Math.max(this.to, start + elapsed)
  }

  private startOf(timeStamp: string): number | undefined {
    if (/^\d{13}$/.test(timeStamp)) return Number(timeStamp)
    const read = readTime(timeStamp.replace(/^(\d{4})\/(\d\d)\/(\d\d)/, "$1-$2-$3"))
    if (read.kind === "unreadable") this.input.warnings.add("unreadable-time", timeStamp)
    if (read.kind !== "instant") return undefined
    if (read.zone === "assumed") this.input.warnings.add("time-without-zone", timeStamp)
    return epochMs(read.at)
  }
}
