import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { type MutantFate, Mutants } from "./mutants.ts"

const VOCABULARY = "mutations mutation sourceFile mutatedClass detected status".split(" ")

/** PIT's `DetectionStatus`. An error while a mutant ran is no kill: it may be the machine's. */
const FATES: ReadonlyMap<string, MutantFate> = new Map([
  ["KILLED", "killed"],
  ["TIMED_OUT", "killed"],
  ["SURVIVED", "survived"],
  ["NO_COVERAGE", "survived"],
  ["MEMORY_ERROR", "survived"],
  ["RUN_ERROR", "survived"],
  ["NON_VIABLE", "invalid"],
  ["NOT_STARTED", "pending"],
  ["STARTED", "pending"],
])

/** PIT's `mutations.xml` (pitest.org). Its score is the mutation metric, never coverage. */
export const PIT_XML: Format = {
  id: "pit-xml",
  kind: "code-coverage",
  title: "PIT mutations",
  versions: "PIT 1",
  recognisedBy: "root `mutations`",
  takes: ["mutants killed (or timed out) of valid ones, for the whole report and each source file"],
  refuses: [],
  distrusts: ["reports without a valid mutant", "runs that did not finish"],
  commands: ["mvn org.pitest:pitest-maven:mutationCoverage -DoutputFormats=XML"],
  recognise: ({ xml }) => xml?.root === "mutations",
  open(input) {
    const handler = new PitHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

class PitHandler implements XmlHandler {
  private readonly room: number
  private readonly mutants: Mutants
  private status = ""
  private at = 0
  private sourceFile = ""
  private mutatedClass = ""

  constructor(input: FormatInput) {
    this.room = input.limits.textPerItem
    this.mutants = new Mutants(input, FATES)
  }

  open(name: string, attributes: XmlAttributes, at: number): number {
    if (name === "sourceFile" || name === "mutatedClass") return this.room
    if (name !== "mutation") return 0
    this.status = attributes.get("status")?.trim() ?? ""
    this.at = at
    this.sourceFile = ""
    this.mutatedClass = ""
    return 0
  }

  close(name: string, text: string): void {
    if (name === "sourceFile") this.sourceFile = text.trim()
    else if (name === "mutatedClass") this.mutatedClass = text.trim()
    else if (name === "mutation") this.mutants.add(this.path(), this.status, { at: this.at })
  }

  finish(): Reading {
    return this.mutants.finish()
  }

  /** The source file in the folder of its package, as JaCoCo names it. */
  private path(): string {
    const { sourceFile, mutatedClass } = this
    const end = mutatedClass.lastIndexOf(".")
    const folder = end < 0 || /[\\/]/.test(sourceFile) ? "" : `${mutatedClass.slice(0, end).replaceAll(".", "/")}/`
    return sourceFile === "" ? mutatedClass : folder + sourceFile
  }
}
