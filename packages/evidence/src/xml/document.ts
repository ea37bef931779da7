import { utf8Of } from "../decoders.ts"
import type { FormatInput, FormatReader, Reading } from "../format.ts"
import { type XmlHandler, XmlScanner } from "./scanner.ts"

/**
 * A reader of one XML document. `vocabulary` names the elements and attributes that the handler compares with: they are
 * handed out as these very strings.
 */
export function openXml(
  input: FormatInput,
  handler: XmlHandler,
  vocabulary: readonly string[],
  finish: () => Reading,
): FormatReader {
  const scanner = new XmlScanner(handler, { limits: input.limits, utf8: utf8Of(input), vocabulary })
  return {
    write: (bytes) => scanner.write(bytes),
    end() {
      scanner.finish()
      input.warnings.add("control-characters", "", scanner.forbidden)
      if (scanner.externalDoctype) input.warnings.add("external-doctype")
      return finish()
    },
  }
}
