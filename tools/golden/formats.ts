import { CATEGORY_OF_KIND, EVIDENCE_KINDS, type EvidenceKind, SUBJECT_OF_KIND } from "@promotrail/core"
import { DEFAULT_LIMITS, FORMATS, type FormatInfo, LIST_FORMATS } from "@promotrail/evidence"
import { anchorOf, code, page, table } from "./page.ts"

/** What each kind of evidence is about: heading and sentence. */
const KINDS: Readonly<Record<EvidenceKind, readonly [heading: string, about: string]>> = {
  tests: ["Test results", "What ran, and how each test ended."],
  "code-coverage": ["Code coverage", "How much of the code ran under test, each metric by itself."],
  findings: ["Findings", "What analyses of source, configuration and running systems found."],
  vulnerabilities: ["Vulnerabilities", "Which known vulnerabilities a scanner matched with what is in the artifact."],
  sbom: ["Bills of materials", "What the artifact is made of, and under which licences."],
  performance: ["Performance", "How fast it answers under load, and how fast pages are."],
  accessibility: ["Accessibility", "Which rules of accessibility pages violate."],
  provenance: [
    "Provenance",
    "Who built the artifact, from what. Reading never verifies; a gate does ([how](../guides/verify-provenance.md)).",
  ],
  vex: [
    "VEX",
    "Which vulnerabilities somebody says do not matter here. It hides findings, so it needs an author and a date.",
  ],
}

/** `docs/reference/formats.md`. */
export function formatsPage(): string {
  const read = FORMATS.filter((format) => format.read)
  return page("Report formats", "`packages/evidence/src/formats.ts`", [
    `${read.length} formats are read.\nA file is recognised by its content, never by its name; \`promotrail inspect FILE…\` says offline what a server would make of it.\nWhat a reader warns of is in [warnings](warnings.md).`,
    kindsTable(read),
    "**Default category** is what an upload without `--category` is filed under; for tests that is what the rules of the policy say.\nWhat is **of the artifact** was measured on what was built and holds in every environment; what is **of the environment** holds where it was measured ([more](../guides/report-from-ci.md#evidence-of-every-kind)).",
    "Under every format stand three lists. **Taken** is what becomes facts; everything else stays in the stored file.\n**Refused** counts as nothing. **Counted, but no proof** is shown with its numbers and its reason, and satisfies no gate.\nBeyond what is listed, every reader refuses what is broken, cut off or larger than its [limits](#limits).",
    ...EVIDENCE_KINDS.flatMap((kind) =>
      kindSection(
        kind,
        read.filter((format) => format.kind === kind),
      ),
    ),
    ...listsSection(),
    ...archivesSection(),
    ...limitsSection(),
    ...unreadSection(FORMATS.filter((format) => !format.read)),
  ])
}

function kindsTable(read: readonly FormatInfo[]): string {
  return table(
    ["kind", "formats", "default category", "of the"],
    EVIDENCE_KINDS.map((kind) => {
      const [heading] = KINDS[kind]
      const formats = read.filter((format) => format.kind === kind).length
      return [
        `[${heading}](#${anchorOf(heading)})`,
        String(formats),
        categoryText(CATEGORY_OF_KIND[kind]),
        SUBJECT_OF_KIND[kind],
      ]
    }),
  )
}

const categoryText = (category: string | null): string => (category === null ? "by the policy" : code(category))

function kindSection(kind: EvidenceKind, formats: readonly FormatInfo[]): readonly string[] {
  const [heading, about] = KINDS[kind]
  const sorted = formats.toSorted((one, other) => (one.title.toLowerCase() < other.title.toLowerCase() ? -1 : 1))
  return [
    `## ${heading}`,
    about,
    table(
      ["format", "id", "versions"],
      sorted.map(({ title, id, versions }) => [`[${title}](#${anchorOf(title)})`, code(id), versions]),
    ),
    ...sorted.flatMap(formatSection),
  ]
}

function formatSection(format: FormatInfo): readonly string[] {
  const { id, title, versions, kind, recognisedBy, takes, refuses, distrusts, commands, category, subject } = format
  // What all of its kind are stands above.
  const own = kind !== "config" && (category !== CATEGORY_OF_KIND[kind] || subject !== SUBJECT_OF_KIND[kind])
  const filed = own ? [`- filed under ${categoryText(category)}, of the ${subject}`] : []
  return [
    `### ${title}`,
    [
      `- ${code(id)}, ${versions}`,
      `- recognised by ${recognisedBy}`,
      ...filed,
      ...listed("taken", takes),
      ...listed("refused", refuses),
      ...listed("counted, but no proof", distrusts),
      ...listed("made by", commands.map(commandText)),
    ].join("\n"),
  ]
}

const listed = (what: string, items: readonly string[]): readonly string[] =>
  items.length === 0
    ? []
    : items.length === 1
      ? [`- ${what}: ${items[0]}`]
      : [`- ${what}:`, ...items.map((item) => `  - ${item}`)]

/** A command as code; a sentence about one as it is. */
const commandText = (command: string): string =>
  /^([a-z./][\w./-]*( |$)|[A-Z]+=)/.test(command) ? code(command) : command

function listsSection(): readonly string[] {
  return [
    "## Lists of tests",
    "`promotrail report --inventory FILE` says which tests there are, without outcomes, so that one that vanishes is missed ([more](../guides/tests-that-come-and-go.md)).\nEvery format of test results is read as such a list, and these besides. A list is never a result: as evidence it proves nothing.",
    table(
      ["format", "recognised by", "refused", "made by"],
      LIST_FORMATS.map(({ title, recognisedBy, refuses, commands }) => [
        title,
        recognisedBy,
        refuses.join("; "),
        commands.map(commandText).join(", "),
      ]),
    ),
  ]
}

function archivesSection(): readonly string[] {
  const { entries, archives } = DEFAULT_LIMITS
  return [
    "## Archives",
    [
      "A `.zip`, `.tar`, `.tar.gz`, `.tar.zst`, or a single file packed with gzip or zstd is unpacked while it arrives and read as **one** report.",
      "",
      "- All reports in it must be of one kind; their tests, findings or components are added up. Reports of two kinds are refused: upload each by itself.",
      "- If one report in it is refused, so is the archive: part of a report is no evidence.",
      "- Entries that are no reports (logs, pictures, attachments) are passed over with a warning. An archive without a report proves nothing.",
      "- The attempts of one Allure test, which are files of their own, come together as attempts.",
      `- At most ${counted(entries)} entries, ${archives} archives in each other (a \`.tar.gz\` is one), and ${megabytes(DEFAULT_LIMITS.bytes)} of what is unpacked.`,
      "- Two entries of one name, a wrong checksum or length, and entries that share bytes are refused. Links are passed over, and a name is shown but never used as a path.",
    ].join("\n"),
  ]
}

function limitsSection(): readonly string[] {
  const { bytes, heldBytes, items, depth, jsonDepth, textPerItem, attribute, attributes, name, identity } =
    DEFAULT_LIMITS
  return [
    "## Limits",
    "Files are read as they arrive, and what is too large is refused as soon as that is known, by the name of the limit.",
    table(
      ["limit", "at most"],
      [
        ["a file, and all that an archive holds", megabytes(bytes)],
        ["one value or line that must be held whole; a zip archive as it comes", megabytes(heldBytes)],
        ["tests, findings, components … of a file", counted(items)],
        ["XML elements within each other", counted(depth)],
        ["JSON arrays and objects within each other", counted(jsonDepth)],
        ["text kept of one test or finding; more is left out with a warning", `${counted(textPerItem)} characters`],
        ["one XML start tag", `${megabytes(attribute)}, ${counted(attributes)} attributes`],
        ["an XML name", `${counted(name)} bytes`],
        ["suite, class and name of a test together", `${counted(identity)} characters`],
        ["time", "10 s, or 2 s for each 10 MB where that is more"],
      ],
    ),
  ]
}

const counted = (value: number): string => value.toLocaleString("en-GB")
const megabytes = (bytes: number): string => `${bytes / 2 ** 20} MB`

function unreadSection(unread: readonly FormatInfo[]): readonly string[] {
  return [
    "## Recognised and not read",
    `${unread.length} formats are known by name, so that a file of theirs is answered \`unsupported\` with advice, and never as "0 tests".\nA file in no known format is answered \`unsupported\`, too.`,
    table(
      ["format", "id", "recognised by"],
      unread.map(({ title, id, recognisedBy }) => [title, code(id), recognisedBy]),
    ),
  ]
}
