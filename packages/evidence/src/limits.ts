/** How much of a report is read before it is refused. Everything a sender chooses the size of has a line here. */
export type Limits = {
  /** Bytes of a report that is read as a stream; of an archive also of all that is in it, unpacked. */
  readonly bytes: number
  /** Bytes of a report that must be held whole (some JSON formats), of one value in others, of a zip archive as it comes. */
  readonly heldBytes: number
  /** Tests, findings, components: whatever the report lists. */
  readonly items: number
  /** Files, folders and links in an archive, in those inside it too. */
  readonly entries: number
  /** Archives in each other; a compressed tar archive is one. */
  readonly archives: number
  /** Nesting of XML elements. */
  readonly depth: number
  /** Nesting of JSON arrays and objects. */
  readonly jsonDepth: number
  /** Characters of message, details and properties kept for one item; the rest is dropped with a warning. */
  readonly textPerItem: number
  /** Bytes of one XML start tag, so also of one attribute. */
  readonly attribute: number
  /** Attributes of one XML element. */
  readonly attributes: number
  /** Bytes of an element, attribute or entity name. */
  readonly name: number
  /** Characters of a suite path, a class or a test name: cutting one would change which test it is. */
  readonly identity: number
}

/** The limits of evidence.md §3. */
export const DEFAULT_LIMITS: Limits = {
  bytes: 512 * 1024 * 1024,
  heldBytes: 50 * 1024 * 1024,
  items: 1_000_000,
  entries: 10_000,
  archives: 2,
  depth: 64,
  jsonDepth: 200,
  textPerItem: 64 * 1024,
  attribute: 8 * 1024 * 1024,
  attributes: 256,
  name: 1024,
  identity: 64 * 1024,
}
