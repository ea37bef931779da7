import { spawnSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { findProgram } from "../../tools/programs.ts"
import { type Finding, plainFinding, ratioFinding } from "../support/finding.ts"
import { writeJUnit } from "../support/junit.ts"
import { type Bench, type Lab, Missing } from "../support/lab.ts"
import { compileC, need } from "../support/native.ts"
import { type Needed, readInProcess, runMeasured } from "../support/run-measured.ts"
import { REPORT_KINDS, writeReport } from "../support/reports.ts"
import { inPairs, median } from "../support/timing.ts"

/** Another reader of the same file. Null where this machine has none, with the words that say how to get it. */
type Peer = { readonly name: string; readonly run: ((path: string) => Needed) | null; readonly missing?: string }

const JSON_FORMATS = new Set(
  [
    "jest-json",
    "istanbul-json",
    "sarif",
    "semgrep-json",
    "trivy-json",
    "grype-json",
    "cyclonedx-json",
    "spdx-json",
  ].concat("axe-json"),
)
const XML_FORMATS = new Set([
  "junit-xml",
  "trx",
  "cobertura-xml",
  "jacoco-xml",
  "zap-xml",
  "cyclonedx-xml",
  "jmeter-jtl-xml",
])
const JSON_LINES = new Set(["go-test-json", "cucumber-messages"])
/** A peer that is a hundred times slower is not asked as often. */
const SLOW = new Set(["jq --stream", "sarif-multitool", "lcov --summary", "TAP::Parser"])

/** Reading, format by format: megabytes in a second of processor time, and memory, each in a process of its own. */
export const readFormats: Bench = {
  id: "formats",
  title: "read reports of every kind",
  async *measure(lab) {
    const time = need("time")
    const peersOf = peersHere(lab, time)
    const missing = new Set<string>()
    for (const { format, path, bytes } of files(lab)) {
      const peers = peersOf(format)
      for (const { name, missing: words } of peers) if (words !== undefined) missing.add(`${name}: ${words}`)
      const here = peers.filter(({ run }) => run !== null)
      if (here.length === 0) yield alone(lab, format, path, bytes)
      for (const peer of here) {
        const found = await beside(lab, format, path, bytes, peer)
        if (found === null) lab.say(`  ${peer.name} could not read ${format}`)
        else yield found
      }
    }
    for (const words of missing) lab.say(`  not here: ${words}`)
  },
}

const speed = (bytes: number, ms: number) => ({ value: bytes / 1e3 / ms, unit: "MB/s" })
const megabytes = (value: number) => `${Math.round(value)} MB`

function alone(lab: Lab, format: string, path: string, bytes: number): Finding {
  const runs = Array.from({ length: lab.quick ? 1 : 2 }, () => readInProcess(path))
  const peak = megabytes(Math.max(...runs.map(({ peakMb }) => peakMb)))
  return plainFinding(
    `${format}, ${megabytes(bytes / 1e6)}; peak ${peak}`,
    speed(bytes, median(runs.map(({ cpuMs }) => cpuMs))),
    null,
  )
}

async function beside(lab: Lab, format: string, path: string, bytes: number, peer: Peer): Promise<Finding | null> {
  const peaks = { ours: 0, theirs: 0 }
  const ours = () => {
    const { cpuMs, peakMb, format: found } = readInProcess(path)
    if (found !== format && !format.startsWith("a ")) throw new Error(`${format} was taken for ${found}`)
    peaks.ours = Math.max(peaks.ours, peakMb)
    return cpuMs
  }
  let isAble = true
  const theirs = () => {
    if (!isAble) return 1
    const needed = attempt(lab, () => peer.run!(path))
    if (needed === null) isAble = false
    const { cpuMs, peakMb } = needed ?? { cpuMs: 1, peakMb: 0 }
    peaks.theirs = Math.max(peaks.theirs, peakMb)
    return Math.max(1, cpuMs)
  }
  const pair = await inPairs(lab.quick || SLOW.has(peer.name) ? 1 : 2, ours, theirs)
  if (!isAble) return null
  return ratioFinding(
    `${format}, ${megabytes(bytes / 1e6)}; peak ${megabytes(peaks.ours)}`,
    speed(bytes, pair.ours),
    { name: `${peer.name} (peak ${megabytes(peaks.theirs)})`, ...speed(bytes, pair.theirs) },
    1 / pair.ratio,
    null,
  )
}

/** A peer may refuse what we read. */
function attempt<T>(lab: Lab, work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    lab.say(`  ${String(error).slice(0, 400)}`)
    return null
  }
}

/** Of an archive, `bytes` is what is in it. */
type File = { readonly format: string; readonly path: string; readonly bytes: number }

/** One file of each format, made when its turn comes and by no tool. */
function* files(lab: Lab): Generator<File> {
  const bytes = lab.quick ? 2e6 : 20e6
  const junit = join(lab.folder, "report.xml")
  yield { format: "junit-xml", path: junit, bytes: writeJUnit(junit, lab.quick ? 5_000 : 42_000).bytes }
  yield* archives(lab, junit)
  for (const kind of REPORT_KINDS) {
    const path = join(lab.folder, `report.${kind.id}`)
    yield { format: kind.id, path, bytes: writeReport(path, kind, bytes).bytes }
  }
}

/** The JUnit report three times over, as pipelines pack what several jobs wrote. */
function* archives(lab: Lab, junit: string): Generator<File> {
  const folder = join(lab.folder, "packed")
  mkdirSync(folder)
  const names = ["one.xml", "two.xml", "three.xml"]
  const unpacked = names.map(
    (name, at) => writeJUnit(join(folder, name), lab.quick ? 2_000 : 14_000, `shop${at}`).bytes,
  )
  const bytes = unpacked.reduce((sum, one) => sum + one, 0)
  const run = (program: string, words: readonly string[]) => {
    const { status, stderr } = spawnSync(program, words, { cwd: folder, encoding: "utf8" })
    if (status !== 0) throw new Error(`${program}: ${stderr}`)
  }
  const tar = join(dirname(junit), "reports.tar.gz")
  run(need("tar"), ["-czf", tar, ...names])
  yield { format: "a .tar.gz", path: tar, bytes }
  const zip = findProgram(["zip"])
  if (zip === undefined) return lab.say("  not here: zip: apt-get install zip")
  const packed = join(dirname(junit), "reports.zip")
  run(zip, ["-q", packed, ...names])
  yield { format: "a .zip", path: packed, bytes }
}

function peersHere(lab: Lab, time: string): (format: string) => readonly Peer[] {
  const program = (name: string, file: string, from: string, words: (path: string) => readonly string[]): Peer => {
    const found = findProgram([file])
    if (found === undefined) return { name, run: null, missing: from }
    return { name, run: (path) => runMeasured(time, found, words(path)) }
  }
  const xml = [
    expat(lab, time),
    program("xmllint --stream", "xmllint", "apt-get install libxml2-utils", (path) => [
      "--stream",
      "--noout",
      "--huge",
      path,
    ]),
  ]
  const jq = program("jq", "jq", "apt-get install jq", (path) => ["-n", "reduce inputs as $x (0; . + 1)", path])
  const jqStream = program("jq --stream", "jq", "apt-get install jq", (path) => [
    "-n",
    "--stream",
    "reduce inputs as $x (0; . + 1)",
    path,
  ])
  const parse: Peer = { name: "JSON.parse, whole", run: (path) => readInProcess(path, "--parse") }
  const parseLines: Peer = { name: "JSON.parse, by line", run: (path) => readInProcess(path, "--parse-lines") }
  const sarif = program("sarif-multitool", "sarif-multitool", "npm install @microsoft/sarif-multitool", (path) => [
    "validate",
    path,
    "--max-file-size-in-kb",
    "1000000",
  ])
  const own: Readonly<Record<string, readonly Peer[]>> = {
    tap: [
      program("TAP::Parser", "perl", "apt-get install perl", (path) => [
        "-MTAP::Parser",
        "-e",
        'open my $f, "<", shift; my $p = TAP::Parser->new({iterator => TAP::Parser::Iterator::Stream->new($f)}); 1 while $p->next',
        path,
      ]),
    ],
    lcov: [
      program("lcov --summary", "lcov", "apt-get install lcov", (path) => [
        "--summary",
        path,
        "--rc",
        "lcov_branch_coverage=1",
      ]),
    ],
    "jmeter-csv": [
      program("Python's csv", "python3", "apt-get install python3", (path) => [
        "-c",
        "import csv, sys\nfor row in csv.reader(open(sys.argv[1], newline='')): pass",
        path,
      ]),
    ],
    sarif: [jqStream, sarif],
    "a .tar.gz": [program("tar -xzO, nothing read", "tar", "apt-get install tar", (path) => ["-xzOf", path])],
    "a .zip": [program("unzip -p, nothing read", "unzip", "apt-get install unzip", (path) => ["-p", path])],
  }
  return (format) => [
    ...(XML_FORMATS.has(format) ? xml : []),
    ...(JSON_FORMATS.has(format) ? [parse, jq] : []),
    ...(JSON_LINES.has(format) ? [parseLines, jq] : []),
    ...(own[format] ?? []),
  ]
}

function expat(lab: Lab, time: string): Peer {
  try {
    const program = compileC(lab, "expat-elements.c", ["-lexpat"])
    return { name: "expat in C", run: (path) => runMeasured(time, program, [path]) }
  } catch (error) {
    if (!(error instanceof Missing)) throw error
    return { name: "expat in C", run: null, missing: error.message }
  }
}
