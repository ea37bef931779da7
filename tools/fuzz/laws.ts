import { type DecoderFactory, type Item, type Report, reportReader, type TestFact } from "./evidence.ts"
import type { Nature } from "./mutations.ts"

const decoders: DecoderFactory = (label) => {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

/** What was read of one file: the report, how good it looks, and a digest of everything that was listed. */
export type Read = {
  readonly report: Report
  readonly figures: Figures
  readonly listed: string
  /** An item with a number that is none a gate can compare. */
  readonly unsound: string | undefined
}

/** What a gate would like to see, by name. Signs are in the names: more of `+` and less of `-` is better. */
export type Figures = ReadonlyMap<string, number>

/** Reads a file in pieces of these sizes, over and over; whole without. */
export function readBytes(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): Read {
  const figures = new Map<string, number>()
  const add: Add = (name, value = 1) => figures.set(name, (figures.get(name) ?? 0) + value)
  const least: Add = (name, value = 0) => figures.set(name, Math.min(figures.get(name) ?? value, value))
  let hash = 0
  let listed = 0
  const note = (one: unknown): void => {
    listed++
    const text = JSON.stringify(one)
    for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  }
  let unsound: string | undefined
  const reader = reportReader({
    decoders,
    onTest: (fact) => {
      note(fact)
      countTest(fact, add)
    },
    onItem: (item) => {
      note(item)
      countItem(item, add, least)
      if (!isSound(item)) unsound ??= JSON.stringify(item).slice(0, 150)
    },
  })
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    if (!reader.write(bytes.subarray(at, at + size))) break
    at += size
  }
  return { report: reader.end(), figures, listed: `${listed} items, ${hash}`, unsound }
}

/** A suite that broke down fails its gate, however many tests are counted beside it. */
const BROKEN_SUITES = "-broken suites"
const FAILED = "-failed or errored"
const PASSED = "+passed"

type Add = (name: string, value?: number) => unknown

function countTest({ status, suiteLevel }: TestFact, add: Add): void {
  if (suiteLevel) add(BROKEN_SUITES)
  else if (status === "failed" || status === "errored") add(FAILED)
  else if (status === "passed") add(PASSED)
}

function countItem(item: Item, add: Add, least: Add): void {
  switch (item.type) {
    case "coverage":
      if (item.scope !== "") return
      // Of two answers to one question a gate takes the worse.
      least(`+${item.metric} covered`, item.covered)
      least(`+${item.metric} covered of all`, item.total === 0 ? 0 : item.covered / item.total)
      return
    case "measure":
      // Some tools say only the rate.
      if (item.metric === "error-rate" && item.scope === "") add("-error rate", item.value)
      return
    case "threshold":
      if (!item.passed) add("-thresholds crossed")
      return
    case "finding":
      if (item.state === "open") add("-findings")
      return
    case "vulnerability":
      if (item.state === "open") add("-vulnerabilities")
      return
    case "violation":
      add("-violations", item.nodes === 0 ? 1 : item.nodes)
      return
    case "component":
      add("-components")
      if (item.licences.length > 0) add("+components with a licence")
      return
    case "vex":
      if (item.status === "not_affected" || item.status === "fixed") add("+hidden by VEX", item.products.length)
      return
    case "attestation":
      add("+signatures", item.signatures)
      add("+subjects", item.subjects.length)
  }
}

/** Whether what a gate compares is a number it can compare. */
function isSound(item: Item): boolean {
  const numbers =
    item.type === "coverage" ? [item.covered, item.total] : item.type === "measure" ? [item.value] : [item.at]
  return numbers.every((value) => Number.isSafeInteger(value) && value >= 0)
}

const OUTCOMES = ["accepted", "rejected", "unsupported", "empty"]

/** What is wrong with one reading, whatever was read. */
export function complaintsAbout({ report, unsound }: Read): string[] {
  const { outcome, reason, code, counts } = report
  const said: string[] = []
  if (unsound !== undefined && outcome === "accepted") said.push(`an item ${unsound}`)
  if (!OUTCOMES.includes(outcome)) said.push(`an outcome ${outcome}`)
  if (outcome !== "accepted" && (reason === null || reason === "" || code === null))
    said.push("a refusal without a reason")
  if (code === "reader-failed") said.push(`the reader failed: ${reason?.slice(0, 120)}`)
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isSafeInteger(value) || value < 0) said.push(`${name} is ${value}`)
  }
  const count = (name: string) => counts[name] ?? 0
  if ("tests" in counts && "passed" in counts) {
    if (count("passed") + count("failed") + count("errored") + count("skipped") !== count("tests"))
      said.push("tests do not add up")
    if (count("flaky") > count("passed")) said.push("more flaky than passed")
  }
  for (const metric of ["lines", "branches"]) {
    if (count(`${metric}Covered`) > count(`${metric}Valid`)) said.push(`more ${metric} covered than there are`)
  }
  return said
}

/** Whether two readings say the same. A damaged archive may be refused for the damage, or for what came out before it. */
export function isSame(a: Read, b: Read): boolean {
  const codes = [a.report.code, b.report.code]
  if (codes.includes("broken-archive") && !codes.includes(null)) return true
  return JSON.stringify(a.report) === JSON.stringify(b.report) && a.listed === b.listed
}

const isFailing = (read: Read): boolean => read.figures.has(BROKEN_SUITES) || read.figures.has(FAILED)

/** In what a file that only lost something reads better than before, by name. */
export function gains(before: Read, after: Read, nature: Nature): readonly string[] {
  const [was, is] = [before.report, after.report]
  if (is.outcome !== "accepted" || is.unfit !== null) return []
  // What could not be read at all may be cured by the loss of the very part that was broken.
  if (was.outcome === "rejected" || was.outcome === "unsupported") return []
  if (was.outcome === "empty") return isFailing(after) ? [] : ["was empty, is proof"]
  if (was.unfit !== null) return ["was unfit, is proof"]
  const isWorse = (name: string) => (after.figures.get(name) ?? 0) > (before.figures.get(name) ?? 0)
  const said: string[] = []
  for (const name of new Set([...before.figures.keys(), ...after.figures.keys()])) {
    // A bill of materials that lost components in the middle is another bill; one that was cut is none.
    if (name === "-components" && nature !== "cut") continue
    if (name === FAILED && after.figures.has(BROKEN_SUITES)) continue
    if (name === BROKEN_SUITES && isFailing(after)) continue
    // A pass under another name, whose test is now missed under its own.
    if (name === PASSED && isWorse(FAILED)) continue
    // A pass whose failure the totals still know.
    if (name === PASSED && isWorse(BROKEN_SUITES)) continue
    const [old, fresh] = [before.figures.get(name) ?? 0, after.figures.get(name) ?? 0]
    const isMore = name.startsWith("+")
    if (isMore ? fresh > old + 1e-12 : fresh < old) said.push(`${isMore ? "more" : "fewer"} ${name.slice(1)}`)
  }
  return said
}

/** Whether the later reading warns of something that the earlier did not. */
export function isWarned(before: Read, after: Read): boolean {
  return after.report.warnings.some(
    ({ code, count }) => count > (before.report.warnings.find((one) => one.code === code)?.count ?? 0),
  )
}
