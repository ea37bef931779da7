import type { TestCase } from "@promotrail/core"
import type { DecoderFactory } from "./decoders.ts"
import type { Format } from "./format.ts"
import { type FormatInfo, infoOf, REGISTRY } from "./formats.ts"
import type { Limits } from "./limits.ts"
import type { TestFact } from "./report.ts"
import { formatReader, type ReportReader } from "./report-reader.ts"
import { GTEST_LIST } from "./tests/gtest-json.ts"
import { PLAYWRIGHT_LIST } from "./tests/playwright-json.ts"
import { GO_TEST_LIST } from "./tests/test-list-go.ts"
import { JEST_FILES, VITEST_LIST } from "./tests/test-list-json.ts"
import { PLAYWRIGHT_TEXT_LIST } from "./tests/test-list-playwright.ts"
import { TEST_LIST } from "./tests/test-list.ts"

/** A test that counts, as an inventory lists it: known, without an outcome. */
export type ListedTest = TestCase & { readonly id: string }

/** How a list of tests is to be read. */
export type InventoryReaderOptions = {
  readonly decoders: DecoderFactory
  readonly limits?: Partial<Limits>
  /** Called for every test as it is read. Nothing of it is to be believed before `end()` says `accepted`. */
  readonly onTest?: (test: ListedTest) => void
}

/** Reports that say themselves whether they are a list; a list is what they are read as here. */
const AS_LISTS: ReadonlyMap<string, Format> = new Map(
  [PLAYWRIGHT_LIST, GTEST_LIST].map((format): [string, Format] => [format.id, format]),
)

/** Whatever lists no tests is recognised, so that the answer can say what it is, and never read. */
function asList(format: Format): Format {
  if (format.kind === "tests") return AS_LISTS.get(format.id) ?? format
  const { open: _, ...unread } = format
  return unread
}

/** Lists of runners stand first: to a reader of results, a line of one can look like an outcome. */
const FORMATS_OF_LISTS = [
  GO_TEST_LIST,
  PLAYWRIGHT_TEXT_LIST,
  VITEST_LIST,
  JEST_FILES,
  ...REGISTRY.filter(({ kind }) => kind !== "config").map(asList),
  TEST_LIST,
]

/** What is read as a list of tests and, unless it is a report as well, as nothing else. */
export const LIST_FORMATS: readonly FormatInfo[] = [
  GO_TEST_LIST,
  VITEST_LIST,
  JEST_FILES,
  PLAYWRIGHT_TEXT_LIST,
  PLAYWRIGHT_LIST,
  GTEST_LIST,
  TEST_LIST,
].map(infoOf)

/** A reader for a list of tests: what runners list, plain text, or any report of tests, whose outcomes do not matter. */
export function inventoryReader({ decoders, limits, onTest }: InventoryReaderOptions): ReportReader {
  const reader = formatReader(
    {
      decoders,
      ...(limits === undefined ? {} : { limits }),
      onTest: (fact) => {
        if (!fact.suiteLevel) onTest?.(listed(fact))
      },
    },
    FORMATS_OF_LISTS,
    ({ title }) => ({ kind: "not-a-test-list", title }),
  )
  return {
    write: (bytes) => reader.write(bytes),
    end() {
      const { counts, ...report } = reader.end()
      return { ...report, counts: { tests: counts["tests"] ?? 0, unique: counts["unique"] ?? 0 } }
    },
  }
}

function listed({ id, suite, class: className, name, file, tags, jira }: TestFact): ListedTest {
  return {
    id,
    suite,
    class: className,
    name,
    ...(file === undefined ? {} : { file }),
    ...(tags === undefined ? {} : { tags }),
    ...(jira === undefined ? {} : { jira }),
  }
}
