/** Characters of a name that are shown. */
const LONGEST = 300

/** Control characters, and those that turn the direction of text or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/** A name as it can be shown: it is never used as a path, whatever it climbs to. */
export function shownName(name: string): string {
  const plain = name.replace(UNSEEN, "\ufffd")
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain
}

const lastStep = (name: string): string => name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1)

/** Pictures, pages, styles, fonts, films, logs: what stands beside reports and is never one. */
const NO_REPORTS: ReadonlySet<string> = new Set(
  `png jpg jpeg gif webp bmp ico svg avif html htm css js mjs cjs map woff woff2 ttf otf eot mp4 webm avi mov log md
   pdf class jar so dll exe pyc`.split(/\s+/),
)

/** What makes a file a report in the eyes of whoever named it. */
const REPORTS: ReadonlySet<string> = new Set("xml json jsonl ndjson sarif trx tap info csv jtl spdx".split(" "))

const endingOf = (name: string): string => /\.([a-z0-9]{1,8})$/i.exec(lastStep(name))?.[1]?.toLowerCase() ?? ""

/**
 * Whether a member is passed over unseen, by what systems and tools put beside reports: hidden files, what macOS adds,
 * attachments of Allure.
 */
export function isNoReport(name: string): boolean {
  if (/(^|[/\\])__MACOSX([/\\]|$)/.test(name) || lastStep(name).startsWith(".")) return true
  return NO_REPORTS.has(endingOf(name)) || /-attachment(\.[^./\\]*)?$/.test(lastStep(name))
}

/** Whether a member is called like a report: if such a one is broken, a report is missing. */
export const isCalledReport = (name: string): boolean => REPORTS.has(endingOf(name))
