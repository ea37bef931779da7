import { wrongUsage } from "./failure.ts"
import { fromPipeline, type Found } from "./pipeline.ts"
import { findProjectFile, type ProjectFile } from "./project-file.ts"
import { nameOf, readServerUrl } from "./server-url.ts"
import { keptToken } from "./token-store.ts"

export const DEFAULT_URL = "http://127.0.0.1:4680"

/** What a verb may ask that need not be on its command line. */
export type Settings = {
  readonly application: () => string
  readonly release: () => string
  readonly environment: () => string
  /** The commit of this run, if the pipeline says it. */
  readonly commit: () => string | undefined
  readonly url: () => URL
  readonly token: () => string
  readonly variables: NodeJS.ProcessEnv
  readonly folder: string
  /** What was used although no flag said it: `release v2.5.0 (BITBUCKET_TAG)`. Told when something goes wrong. */
  readonly found: () => readonly string[]
}

type Given = {
  readonly app?: string | undefined
  readonly release?: string | undefined
  readonly environment?: string | undefined
  readonly url?: string | undefined
}

/** Flags first, then PROMOTRAIL_ variables, then the nearest `.promotrail.yaml`, then what the pipeline says. Each is looked up when asked for. */
export function settingsFrom(given: Given, variables: NodeJS.ProcessEnv, folder: string): Settings {
  const found = new Map<string, Found>()
  let file: ProjectFile | undefined | null = null
  const project = (key: string): Found | undefined => {
    file = file === null ? findProjectFile(folder) : file
    const value = file?.values.get(key)
    return value === undefined || file === undefined ? undefined : { value, from: file.path }
  }
  const variable = (name: string): Found | undefined => {
    const value = variables[name]
    if (value === "") throw wrongUsage(`${name} is set but empty. Fill it or unset it.`)
    return value === undefined ? undefined : { value, from: name }
  }
  const ask = (what: string, flag: string | undefined, sources: readonly (() => Found | undefined)[]) => {
    if (flag !== undefined) return flag
    for (const source of sources) {
      const answer = source()
      if (answer === undefined) continue
      found.set(what, answer)
      return answer.value
    }
    return undefined
  }
  const wanted = (what: string, flag: string, value: string | undefined, others: string): string => {
    if (value !== undefined) return value
    throw wrongUsage(`--${flag} is required: say which ${what}. It can also come from ${others}, or .promotrail.yaml.`)
  }

  const url = (): URL => {
    const value = ask("url", given.url, [() => variable("PROMOTRAIL_URL"), () => project("url")])
    return readServerUrl(value ?? DEFAULT_URL, given.url === undefined ? (found.get("url")?.from ?? "") : "--url")
  }

  return {
    variables,
    folder,
    url,
    application() {
      const sources = [() => variable("PROMOTRAIL_APP"), () => project("application")]
      return wanted("application", "app", ask("application", given.app, sources), "PROMOTRAIL_APP")
    },
    release() {
      const pipeline = () => fromPipeline("release", variables)
      const sources = [() => variable("PROMOTRAIL_RELEASE"), () => project("release"), pipeline]
      const others = "PROMOTRAIL_RELEASE, the tag a pipeline runs for"
      return wanted("release", "release", ask("release", given.release, sources), others)
    },
    environment() {
      const pipeline = () => fromPipeline("environment", variables)
      const sources = [() => variable("PROMOTRAIL_ENVIRONMENT"), () => project("environment"), pipeline]
      const others = "PROMOTRAIL_ENVIRONMENT, the environment a pipeline deploys to"
      return wanted("environment", "environment", ask("environment", given.environment, sources), others)
    },
    commit: () => ask("commit", undefined, [() => fromPipeline("commit", variables)]),
    token() {
      const server = url()
      const token = variable("PROMOTRAIL_TOKEN")?.value.trim() ?? keptToken(server, variables)
      if (token === undefined) {
        throw wrongUsage(`Not signed in to ${nameOf(server)}. Set PROMOTRAIL_TOKEN, or run "promotrail login".`)
      }
      return checkedToken(token, "PROMOTRAIL_TOKEN")
    },
    found: () =>
      [...found].filter(([what]) => what !== "url").map(([what, { value, from }]) => `${what} ${value} (${from})`),
  }
}

/** A token as it may stand in a header. The sentence never repeats it. */
export function checkedToken(token: string, from: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw wrongUsage(`${from} is empty or holds characters no token has. Was it cut, or pasted with a line break?`)
}
