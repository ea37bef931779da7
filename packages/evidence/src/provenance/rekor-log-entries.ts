import { isObject, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import { entries, isJsonObject } from "../json/json.ts"
import { Attestations, invalid } from "./attestations.ts"
import { readLogEntry } from "./log-entry.ts"

const UUID = /^[0-9a-f]{64,80}$/

const isRekorEntry = (shape: JsonShape | undefined): boolean =>
  isObject(shape) && [...shape].some(([uuid, entry]) => UUID.test(uuid) && isObject(entry))

/** Entries of a Rekor transparency log by their ids, as its API answers: one object, or a list of them. */
export const REKOR_LOG_ENTRIES: Format = {
  id: "rekor-log-entries",
  kind: "provenance",
  title: "Rekor log entries",
  versions: "Rekor v1",
  recognisedBy: "entries by their hexadecimal id",
  takes: ["each entry: the attestation where the log kept it, else the digest that was signed"],
  refuses: ["entries without a body or whose body is not base64 or not JSON"],
  distrusts: ["entries that name nothing that was signed"],
  commands: ["curl REKOR/api/v1/log/entries?logIndex=N"],
  recognise: ({ first }) => isRekorEntry(first) || isRekorEntry(shapeAt(first, 0)),
  open(input) {
    const attestations = new Attestations(input)
    return openJson(
      input,
      {
        "*": (value, { at, pointer, key }) => {
          attestations.within(value)
          if (UUID.test(key)) return readLogEntry(value, { at, pointer }, attestations)
          if (!isJsonObject(value)) return invalid(at, "a log entry is no object")
          for (const [uuid, entry] of entries(value))
            readLogEntry(entry, { at, pointer: `${pointer}/${uuid}` }, attestations)
          return undefined
        },
      },
      () => attestations.finish(),
    )
  },
}
