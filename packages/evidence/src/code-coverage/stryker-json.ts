import { hasKeys, isObject, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { type Json, type JsonPlace, text } from "../json/json.ts"
import { type MutantFate, Mutants } from "./mutants.ts"

/** `MutantStatus` of the mutation testing report schema. */
const FATES: ReadonlyMap<string, MutantFate> = new Map([
  ["Killed", "killed"],
  ["Timeout", "killed"],
  ["Survived", "survived"],
  ["NoCoverage", "survived"],
  ["CompileError", "invalid"],
  ["RuntimeError", "invalid"],
  ["Ignored", "invalid"],
  ["Pending", "pending"],
])

/**
 * The mutation testing report schema (stryker-mutator, mutation-testing-elements), also of Stryker.NET, Stryker4s and
 * Infection. Its score is the mutation metric, never coverage.
 */
export const STRYKER_JSON: Format = {
  id: "stryker-json",
  kind: "code-coverage",
  title: "Stryker mutation report",
  versions: "schema 1 and 2",
  recognisedBy: "`schemaVersion` with `files` of `mutants`",
  takes: ["mutants killed (or timed out) of valid ones, for the whole report and each file"],
  refuses: ["other versions of the schema"],
  distrusts: ["reports without a valid mutant", "runs with mutants still pending"],
  commands: ["stryker run --reporters json", "dotnet stryker --reporter json", "infection --logger-html=…"],
  recognise: ({ first }) =>
    hasKeys(first, "schemaVersion")
      ? hasKeys(first, "files") || hasKeys(first, "thresholds")
      : hasMutants(shapeAt(first, "files")),
  open: openStryker,
}

/** Large reports may have their version behind all the files. */
function hasMutants(files: JsonShape | undefined): boolean {
  return isObject(files) && files.size > 0 && hasKeys([...files.values()][0], "mutants")
}

function openStryker(input: FormatInput): FormatReader {
  const mutants = new Mutants(input, FATES)
  let version = ""
  let tool: Reading["tool"]
  let path = ""
  return openJson(
    input,
    {
      schemaVersion: (value) => void (version = typeof value === "number" ? String(value) : text(value)),
      framework(value) {
        const name = text(value, "name")
        const of = text(value, "version")
        if (name !== "") tool = of === "" ? { name } : { name, version: of }
      },
      "files/*": { open: (_kind, { key }) => void (path = key) },
      "files/*/mutants/*": (mutant: Json, { at, pointer }: JsonPlace) => {
        mutants.add(path, text(mutant, "status"), { at, pointer: pointer.replace(/\/mutants\/\d+$/, "") })
      },
    },
    () => {
      const reading = mutants.finish()
      const isRead = /^[12](\.\d+)*$/.test(version)
      return {
        ...reading,
        ...(isRead
          ? {}
          : { refusal: { kind: "unsupported-version", title: "Stryker mutation report", version, reads: "1 and 2" } }),
        ...(version === "" ? {} : { formatVersion: version }),
        ...(tool === undefined ? {} : { tool }),
      }
    },
  )
}
