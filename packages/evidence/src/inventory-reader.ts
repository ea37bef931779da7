import type { TestCase } from "@promotrail/core"
import type { DecoderFactory } from "./decoders.ts"
import { REGISTRY } from "./formats.ts"
import type { Limits } from "./limits.ts"
import type { TestFact } from "./report.ts"
import { formatReader, type ReportReader } from "./report-reader.ts"
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

const FORMATS_OF_LISTS = [...REGISTRY.filter(({ kind }) => kind !== "config"), TEST_LIST]

/** A reader for a list of tests: plain text, one a line, or JUnit XML whose outcomes do not matter. */
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
