import { parseNoteKey } from "@promotrail/core"
import { hash } from "node:crypto"
import { resolve } from "node:path"
import type { WitnessPlace } from "./witness.ts"

/** Where the ledger is anchored outside, as the settings say it. */
export type AnchorSettings = {
  readonly witnesses: readonly WitnessPlace[]
  readonly timestamp: { readonly url: URL; readonly rootsFile: string } | undefined
  /** Folder of a git repository. */
  readonly git: string | undefined
  readonly everyMs: number
}

/** The settings of anchors, with defaults and meanings. */
export const ANCHOR_SETTINGS = [
  {
    name: "PROMOTRAIL_WITNESSES",
    fallback: "",
    about: "Witnesses that cosign the ledger's checkpoints: KEY@https://…, several with spaces between",
  },
  {
    name: "PROMOTRAIL_TSA_URL",
    fallback: "",
    about: "A time stamping authority (RFC 3161) for checkpoints: https://…",
  },
  {
    name: "PROMOTRAIL_TSA_CA",
    fallback: "",
    about: "PEM file of the root certificates that vouch for that authority; needed with it",
  },
  {
    name: "PROMOTRAIL_ANCHOR_GIT",
    fallback: "",
    about: "Folder of a git repository that keeps checkpoints as tags, and pushes them to its `origin`",
  },
  {
    name: "PROMOTRAIL_ANCHOR_EVERY",
    fallback: "60",
    about: "Seconds between two looks at whether there is something new to anchor",
  },
] as const

export type AnchorSettingName = (typeof ANCHOR_SETTINGS)[number]["name"]

/** Reads them; whatever is wrong is told to `wrong`, all of it. */
export function readAnchorSettings(
  value: (name: AnchorSettingName) => string,
  wrong: (setting: AnchorSettingName, text: string) => void,
): AnchorSettings {
  const witnesses = value("PROMOTRAIL_WITNESSES")
    .split(/[\s,]+/)
    .filter((one) => one !== "")
    .flatMap((one) => {
      const place = witnessOf(one)
      if (typeof place !== "string") return [place]
      wrong("PROMOTRAIL_WITNESSES", place)
      return []
    })
  const names = witnesses.map(({ key }) => key.name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) wrong("PROMOTRAIL_WITNESSES", `names ${twice} twice; a witness counts once`)

  const [address, roots, git] = [
    value("PROMOTRAIL_TSA_URL"),
    value("PROMOTRAIL_TSA_CA"),
    value("PROMOTRAIL_ANCHOR_GIT"),
  ]
  const url = address === "" ? undefined : urlOf(address)
  if (address !== "" && url === undefined) wrong("PROMOTRAIL_TSA_URL", MUST_BE_URL)
  if (address !== "" && roots === "")
    wrong("PROMOTRAIL_TSA_CA", "must be set with PROMOTRAIL_TSA_URL: a token counts by the root that vouches for it")
  if (address === "" && roots !== "") wrong("PROMOTRAIL_TSA_URL", "must be set with PROMOTRAIL_TSA_CA")

  const every = value("PROMOTRAIL_ANCHOR_EVERY")
  const seconds = /^\d{1,6}$/.test(every) ? Number(every) : 0
  if (seconds < 1 || seconds > 86_400)
    wrong("PROMOTRAIL_ANCHOR_EVERY", `is "${every}"; it must be a whole number from 1 to 86400`)
  return {
    witnesses,
    timestamp: url === undefined || roots === "" ? undefined : { url, rootsFile: resolve(roots) },
    git: git === "" ? undefined : resolve(git),
    everyMs: Math.max(1, seconds) * 1_000,
  }
}

// The value is not repeated: it may hold a password.
const MUST_BE_URL =
  "must be an address that begins with https:// or http://, without a user and without what stands behind ? or #"

/** A witness, or what is wrong with it. */
function witnessOf(text: string): WitnessPlace | string {
  const [, vkey = "", address = ""] = /^(.*?)@(https?:\/\/.*)$/i.exec(text) ?? []
  if (vkey === "") return "must be a list of KEY@https://…, with spaces or commas between"
  const key = parseNoteKey(vkey, (data) => hash("sha256", data, "hex"))
  const url = urlOf(address)
  if (!key.ok) return `holds a key that cannot be used (${key.error.why}); copy it from where the witness printed it`
  if (key.value.algorithm !== "cosignature") return `holds a key of ${key.value.name} that does not witness`
  return url === undefined ? `${MUST_BE_URL}, behind each key and its @` : { key: key.value, url }
}

function urlOf(text: string): URL | undefined {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  return url.username === "" && url.password === "" && url.search === "" && url.hash === "" ? url : undefined
}
