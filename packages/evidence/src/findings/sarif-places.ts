import { at, entries, type Json, list, number, text } from "../json/json.ts"
import { lineOf } from "./findings.ts"
import { decoded, pathOf } from "./places.ts"
import { indexOf } from "./sarif-rules.ts"

/** An artifactLocation (SARIF 2.1.0 §3.4): a URI, the folder it is relative to, or a place in the run's artifacts. */
export type SarifFile = { readonly uri: string; readonly base: string; readonly index: number | undefined }

/** The first place of a result. */
export type SarifPlace = {
  readonly file: SarifFile
  readonly line: number | undefined
  /** The fully qualified name of what is wrong, for results of binaries. */
  readonly logical: string
}

export function fileOf(value: Json | undefined): SarifFile {
  return { uri: text(value, "uri"), base: text(value, "uriBaseId"), index: indexOf(number(value, "index")) }
}

/** Where a result says it is. */
export function placeOf(result: Json): SarifPlace {
  const location = list(result, "locations")[0]
  const physical = at(location, "physicalLocation")
  // `fileLocation` and `fullyQualifiedLogicalName` are the names of 2.0.0.
  const file = at(physical, "artifactLocation") ?? at(physical, "fileLocation") ?? at(result, "analysisTarget")
  const logical = list(location, "logicalLocations")[0]
  return {
    file: fileOf(file),
    line: lineOf(number(physical, "region", "startLine")),
    logical:
      text(logical, "fullyQualifiedName") || text(logical, "name") || text(location, "fullyQualifiedLogicalName"),
  }
}

const STEPS = 16

/** The files of a run: its artifacts, and what its base ids stand for. */
export class SarifFiles {
  private readonly artifacts: SarifFile[] = []
  private readonly bases = new Map<string, SarifFile>()

  addArtifact(value: Json): void {
    this.artifacts.push(fileOf(at(value, "location")))
  }

  setBases(value: Json): void {
    for (const [name, base] of entries(value)) {
      // 2.0.0 has the URI itself.
      this.bases.set(name, typeof base === "string" ? { uri: base, base: "", index: undefined } : fileOf(base))
    }
  }

  /** Takes the files of external properties, where there are none yet. */
  join(other: SarifFiles): void {
    if (this.artifacts.length === 0) for (const file of other.artifacts) this.artifacts.push(file)
    for (const [name, base] of other.bases) if (!this.bases.has(name)) this.bases.set(name, base)
  }

  /** The path of a file, relative to the folder that was analysed as far as the run tells; undefined for none. */
  pathOf(file: SarifFile): string | undefined {
    const known = file.uri === "" && file.index !== undefined ? (this.artifacts[file.index] ?? file) : file
    if (known.uri === "") return undefined
    let uri = known.uri
    let { base } = known
    for (let steps = 0; steps < STEPS && base !== ""; steps++) {
      const folder = this.bases.get(base)
      // An absolute folder is where the tool ran, which is nobody's business and changes from run to run.
      if (folder === undefined || folder.uri === "" || isAbsolute(folder.uri)) break
      uri = `${folder.uri.replace(/\/?$/, "/")}${uri}`
      base = folder.base
    }
    return pathOf(this.withoutFolder(uri))
  }

  /** A URI that repeats an absolute base is relative to it all the same. */
  private withoutFolder(uri: string): string {
    if (!isAbsolute(uri)) return decoded(uri)
    for (const { uri: folder } of this.bases.values()) {
      if (folder.length > "file:///".length && folder.endsWith("/") && uri.startsWith(folder)) {
        return decoded(uri.slice(folder.length))
      }
    }
    return uri
  }
}

const isAbsolute = (uri: string): boolean => /^([a-z][a-z0-9+.-]*:|\/)/i.test(uri)
