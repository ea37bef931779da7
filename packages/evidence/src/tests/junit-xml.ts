import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { XmlScanner } from "../xml/scanner.ts"
import { JunitHandler, VOCABULARY } from "./junit-handler.ts"

const ROOTS = new Set(["testsuites", "testsuite", "testcase"])

/** JUnit XML in all its dialects (evidence.md §5). */
export const JUNIT_XML: Format = {
  id: "junit-xml",
  kind: "tests",
  title: "JUnit XML",
  recognisedBy: "root `testsuites`, `testsuite` or `testcase`, in any namespace",
  refuses: ["reports without a testcase", "documents that declare entities", "broken or cut XML"],
  recognise: ({ xml }) => xml !== null && ROOTS.has(xml.root),
  open: openJunit,
}

function openJunit(input: FormatInput): FormatReader {
  const utf8 = input.decoders("utf-8")
  if (utf8 === undefined) throw new RefusedInput({ kind: "unknown-encoding", label: "utf-8" })
  const handler = new JunitHandler(input)
  const scanner = new XmlScanner(handler, { limits: input.limits, utf8, vocabulary: VOCABULARY })
  return {
    write: (bytes) => scanner.write(bytes),
    end(): Reading {
      scanner.finish()
      input.warnings.add("control-characters", "", scanner.forbidden)
      if (scanner.externalDoctype) input.warnings.add("external-doctype")
      return handler.finish()
    },
  }
}
