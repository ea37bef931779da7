import type { Limits } from "./limits.ts"
import type { Report } from "./report.ts"
import { shorten } from "./warnings.ts"

/** Why a file is not evidence. `kind` is stable; `explainRefusal` writes the sentence. */
export type Refusal =
  | { readonly kind: "malformed"; readonly line: number; readonly column: number; readonly what: string }
  | { readonly kind: "truncated"; readonly line: number; readonly within: string }
  | { readonly kind: "bad-bytes"; readonly encoding: string; readonly line: number; readonly column: number }
  | { readonly kind: "unknown-encoding"; readonly label: string }
  | { readonly kind: "wrong-encoding"; readonly declared: string }
  | { readonly kind: "entity-declaration"; readonly line: number }
  | { readonly kind: "too-large"; readonly what: keyof Limits; readonly limit: number; readonly line: number | null }
  | { readonly kind: "nothing-received" }
  | { readonly kind: "web-page" }
  | { readonly kind: "not-recognised"; readonly looksLike: string }
  | { readonly kind: "unsupported-format"; readonly title: string; readonly advice: string }
  | { readonly kind: "not-a-test-list"; readonly title: string }
  | { readonly kind: "no-tests"; readonly promised: number }
  | { readonly kind: "suites-failed-without-tests"; readonly suites: number; readonly first: string }
  /** A readable report that lists nothing of what it is about. `what`: plural noun, such as "components". */
  | { readonly kind: "nothing-measured"; readonly what: string }
  /** The tool itself says that it did not finish, or could not do its work. `what`: a clause. */
  | { readonly kind: "not-finished"; readonly what: string }
  /** A version of a known format that is not read. */
  | { readonly kind: "unsupported-version"; readonly title: string; readonly version: string; readonly reads: string }
  /** Well-formed, and against the rules of its own format. `what`: a clause. */
  | { readonly kind: "invalid"; readonly line: number; readonly what: string }
  /** An archive that cannot be unpacked. `what`: a clause about "it". */
  | { readonly kind: "broken-archive"; readonly what: string }
  /** A report in an archive is refused, and with it the archive. */
  | { readonly kind: "archive-entry"; readonly entry: string; readonly refusal: Refusal }
  /** An archive of reports that are evidence of different things. */
  | { readonly kind: "mixed-archive"; readonly kinds: readonly string[] }
  /** An archive in which nothing is a report. */
  | { readonly kind: "no-reports"; readonly passedOver: number; readonly example: string }
  | { readonly kind: "reader-failed"; readonly what: string }

const LIMIT_NAMES: Readonly<Record<keyof Limits, string>> = {
  bytes: "bytes in the file",
  heldBytes: "bytes in a file of this format",
  items: "items in the file",
  entries: "entries in the archive",
  archives: "archives in each other",
  depth: "nested elements",
  jsonDepth: "nested JSON values",
  textPerItem: "characters of text for one item",
  attribute: "bytes in one start tag",
  attributes: "attributes of one element",
  name: "bytes in a name",
  identity: "characters in a test's suite, class or name",
}

/** One sentence or two for a person: what, where, and what to do next. */
export function explainRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case "malformed":
      return `The file is broken at line ${refusal.line}, column ${refusal.column}: ${refusal.what}. Let the tool write it again.`
    case "truncated":
      return `The file ends at line ${refusal.line} ${refusal.within}: it was cut off. Upload the whole file.`
    case "bad-bytes":
      return `The bytes at line ${refusal.line}, column ${refusal.column} are not ${refusal.encoding}. Declare the encoding the file is really in.`
    case "unknown-encoding":
      return `The declared encoding ${JSON.stringify(refusal.label)} is not known. Write the file as UTF-8.`
    case "wrong-encoding":
      return `The file declares ${refusal.declared}, but its bytes are not. Declare the encoding the file is really in.`
    case "entity-declaration":
      return `The document type at line ${refusal.line} declares markup of its own (entities can hide or multiply content). Remove the DOCTYPE.`
    case "too-large":
      return `${refusal.line === null ? "More" : `At line ${refusal.line}: more`} than ${refusal.limit} ${LIMIT_NAMES[refusal.what]}. Split the report.`
    case "nothing-received":
      return "The file holds nothing. Check that the tool wrote its report before it was uploaded."
    case "web-page":
      return "This is a web page, not a report: perhaps the error page of a proxy or an expired download."
    case "not-recognised":
      return `${refusal.looksLike} in no format this version knows. \`promotrail inspect --help\` lists those it knows.`
    case "unsupported-format":
      return `${refusal.title} is recognised but not read by this version. ${refusal.advice}`
    case "not-a-test-list":
      return `${refusal.title} is not a list of tests. Give one test a line as suite::class::name, what a runner lists, or a report of tests in any format.`
    case "no-tests":
      return refusal.promised > 0
        ? `The header promises ${refusal.promised} tests but the file lists none: nothing is proven.`
        : "The report lists no tests: nothing was run, so nothing is proven."
    case "suites-failed-without-tests":
      return `${refusal.suites} suite(s) failed before a single test ran. First: ${refusal.first}`
    case "nothing-measured":
      return `The report lists no ${refusal.what}: nothing was measured, so nothing is proven.`
    case "not-finished":
      return `The tool did not do its work: ${refusal.what}. What it did not look at cannot be known. Run it again.`
    case "unsupported-version":
      return `${refusal.title} of version ${JSON.stringify(refusal.version)} is not read; this version of Promotrail reads ${refusal.reads}.`
    case "invalid":
      return `At line ${refusal.line}: ${refusal.what}. Let the tool write the file again.`
    case "broken-archive":
      return `The archive cannot be unpacked: ${refusal.what}. Make it again, and upload all of it.`
    case "archive-entry":
      return `In the archive, ${shorten(refusal.entry)}: ${explainRefusal(refusal.refusal)} Part of a report is no evidence, so the archive is refused.`
    case "mixed-archive":
      return `The archive holds reports of different kinds: ${refusal.kinds.join(", ")}. Upload each kind by itself.`
    case "no-reports":
      return refusal.passedOver === 0
        ? "The archive holds nothing, so nothing is proven."
        : `None of the ${refusal.passedOver} entries of the archive is a report that is known, for example ${shorten(refusal.example)}: nothing is proven.`
    case "reader-failed":
      return `The reader gave up on this file (${refusal.what}). Please report it with the file.`
  }
}

/** Whether a refused file was unreadable, of no use to this version, or readable and without proof. */
export function outcomeOf(refusal: Refusal): Exclude<Report["outcome"], "accepted"> {
  switch (refusal.kind) {
    case "unsupported-format":
    case "not-recognised":
    case "not-a-test-list":
    case "web-page":
    case "unsupported-version":
    case "mixed-archive":
      return "unsupported"
    case "no-tests":
    case "suites-failed-without-tests":
    case "nothing-received":
    case "nothing-measured":
    case "not-finished":
    case "no-reports":
      return "empty"
    case "archive-entry":
      return outcomeOf(refusal.refusal)
    case "malformed":
    case "truncated":
    case "bad-bytes":
    case "unknown-encoding":
    case "wrong-encoding":
    case "entity-declaration":
    case "too-large":
    case "invalid":
    case "broken-archive":
    case "reader-failed":
      return "rejected"
  }
}

/**
 * Carries a refusal out of the depths of a reader. It never leaves this package:
 * `reportReader` and `inventoryReader` turn it into a report.
 */
export class RefusedInput extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.kind)
    this.refusal = refusal
  }
}
