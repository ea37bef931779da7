import { err, ok, type Result } from "@promotrail/core"
import { join, resolve } from "node:path"
import { ANCHOR_SETTINGS, readAnchorSettings, type AnchorSettings } from "./anchors/settings.ts"
import type { Signing } from "./ports/signer.ts"

/** Everything that can be set from outside, read once at start. */
export type Config = {
  readonly host: string
  /** 0 asks the system for a free one. */
  readonly port: number
  /** Folder of the embedded database (unless `databaseUrl` is given) and of raw evidence. */
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  readonly adminToken: string | undefined
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent"
  /** Requests a token may make in ten seconds. */
  readonly rateLimit: number
  readonly maxConnections: number
  readonly intakeWorkers: number
  /** Folder of trusted roots and public keys. Without: no signature can be checked, and so none is good. */
  readonly trustFolder: string | undefined
  /** The keys of the ledger and the name of its log; and where it is published as files. */
  readonly signing: Signing
  readonly logFolder: string
  /** Days that names of people who left, and free texts, are kept; `undefined`: until somebody is erased. */
  readonly keepDays: KeepDays
  /** Who outside is shown the ledger's head. */
  readonly anchors: AnchorSettings
  /** Where the built page is. */
  readonly pageFolder: string
  readonly sampleFolder: string
}

/** Days that each class of what names people is kept. */
export type KeepDays = { readonly actor: number | undefined; readonly text: number | undefined }
const KEPT_FOR_EVER: KeepDays = { actor: undefined, text: undefined }

/** One setting that cannot be used: which, and what it must be. */
export type ConfigMistake = { readonly setting: string; readonly text: string }

/** Every setting with its default and meaning, for `promotrail serve --help` and the reference. */
export const SETTINGS = [
  { name: "PROMOTRAIL_HOST", fallback: "127.0.0.1", about: "Address to listen on" },
  { name: "PROMOTRAIL_PORT", fallback: "4680", about: "Port to listen on; 0 takes a free one" },
  {
    name: "PROMOTRAIL_DATA",
    fallback: "./promotrail-data",
    about: "Folder of the embedded database and of raw evidence",
  },
  { name: "PROMOTRAIL_DATABASE_URL", fallback: "", about: "PostgreSQL instead of the embedded database: postgres://…" },
  { name: "PROMOTRAIL_ADMIN_TOKEN", fallback: "", about: "The administrator's token: 32 or more printable characters" },
  { name: "PROMOTRAIL_LOG_LEVEL", fallback: "info", about: "fatal, error, warn, info, debug or silent" },
  { name: "PROMOTRAIL_RATE_LIMIT", fallback: "100000", about: "Requests that one token may make in ten seconds" },
  { name: "PROMOTRAIL_MAX_CONNECTIONS", fallback: "4096", about: "Open connections before silent ones make room" },
  { name: "PROMOTRAIL_INTAKE_WORKERS", fallback: "1", about: "Threads that read reports" },
  {
    name: "PROMOTRAIL_TRUST_ROOT",
    fallback: "",
    about:
      "Folder of trust roots for signatures: Sigstore trusted roots (.json) and public keys (.pub, .pem), read at start",
  },
  {
    name: "PROMOTRAIL_KEYS",
    fallback: "",
    about: "Folder of the ledger's private keys, made at the first start; else `keys` in the data folder",
  },
  {
    name: "PROMOTRAIL_RECORD_KEY",
    fallback: "",
    about: "The P-256 key that signs records, as PEM, instead of a file; its line breaks may be written as \\n",
  },
  { name: "PROMOTRAIL_LOG_KEY", fallback: "", about: "The Ed25519 key that signs checkpoints, in the same way" },
  {
    name: "PROMOTRAIL_SIGNER",
    fallback: "",
    about: "A program and its arguments that signs instead, for keys in a KMS or a PKCS#11 token",
  },
  {
    name: "PROMOTRAIL_LOG_ORIGIN",
    fallback: "",
    about: "Name of the log, a host name; another name than before seals the log and begins one that succeeds it",
  },
  { name: "PROMOTRAIL_LOG", fallback: "", about: "Folder the log is published in; else `log` in the data folder" },
  {
    name: "PROMOTRAIL_LOG_RECOVER",
    fallback: "",
    about: "1: after a backup was restored, take over the records that the published log has more",
  },
  ...ANCHOR_SETTINGS,
  {
    name: "PROMOTRAIL_KEEP_NAMES_DAYS",
    fallback: "",
    about:
      "Days after which free texts, and names of people whose token was revoked, are erased, as one number or each its own: actor=400,text=30; else they are kept",
  },
  { name: "PROMOTRAIL_PAGE", fallback: "", about: "Folder of the built page, where it is not beside the server" },
  {
    name: "PROMOTRAIL_SAMPLE",
    fallback: "",
    about: "Folder of the sample application, where it is not beside the server",
  },
] as const satisfies readonly {
  readonly name: `PROMOTRAIL_${string}`
  readonly fallback: string
  readonly about: string
}[]

type SettingName = (typeof SETTINGS)[number]["name"]

/** Settings that belong to the command line and the tests, not to the server. */
const FOREIGN = /^PROMOTRAIL_(URL|TOKEN|APP|RELEASE|ENVIRONMENT|INSECURE|TIMEOUT|CHROMIUM|TEST_.*|CONFIG.*|BENCH_.*)$/
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "silent"] as const

/** Reads the environment; refuses with every mistake at once. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  beside: { readonly page: string; readonly sample: string },
): Result<Config, readonly ConfigMistake[]> {
  const mistakes: ConfigMistake[] = []
  const wrong = (setting: string, text: string) => mistakes.push({ setting, text })
  const value = (name: SettingName): string => {
    const set = environment[name]?.trim()
    return set === undefined || set === "" ? (SETTINGS.find((setting) => setting.name === name)?.fallback ?? "") : set
  }
  const whole = (name: SettingName, from: number, to: number): number => {
    const text = value(name)
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= from && number <= to) return number
    wrong(name, `is "${text}"; it must be a whole number from ${from} to ${to}`)
    return from
  }
  for (const name of Object.keys(environment)) {
    if (!name.startsWith("PROMOTRAIL_") || FOREIGN.test(name)) continue
    if (!SETTINGS.some((setting) => setting.name === name)) {
      wrong(name, `is not a setting; there are ${SETTINGS.map((setting) => setting.name).join(", ")}`)
    }
  }
  const logLevel = LOG_LEVELS.find((level) => level === value("PROMOTRAIL_LOG_LEVEL"))
  if (logLevel === undefined)
    wrong("PROMOTRAIL_LOG_LEVEL", `is "${value("PROMOTRAIL_LOG_LEVEL")}"; it must be one of ${LOG_LEVELS.join(", ")}`)
  const databaseUrl = value("PROMOTRAIL_DATABASE_URL")
  if (databaseUrl !== "" && !/^postgres(ql)?:\/\/\S+$/.test(databaseUrl)) {
    // The value is not repeated: it may hold a password.
    wrong("PROMOTRAIL_DATABASE_URL", "must begin with postgres:// or postgresql://")
  }
  const adminToken = environment["PROMOTRAIL_ADMIN_TOKEN"] ?? ""
  if (adminToken !== "" && !/^[\x21-\x7e]{32,500}$/.test(adminToken)) {
    wrong("PROMOTRAIL_ADMIN_TOKEN", "must be 32 to 500 printable characters without spaces")
  }
  const host = value("PROMOTRAIL_HOST")
  if (!/^[A-Za-z0-9.:-]{1,253}$/.test(host))
    wrong("PROMOTRAIL_HOST", `is "${host}"; it must be an address or a host name`)
  const dataFolder = resolve(value("PROMOTRAIL_DATA"))
  const logFolder = value("PROMOTRAIL_LOG") === "" ? join(dataFolder, "log") : resolve(value("PROMOTRAIL_LOG"))
  const signing = signingOf(value, dataFolder, logFolder, wrong)
  const config: Config = {
    host,
    port: whole("PROMOTRAIL_PORT", 0, 65_535),
    dataFolder,
    signing,
    logFolder,
    keepDays: keepDaysOf(value("PROMOTRAIL_KEEP_NAMES_DAYS"), wrong),
    databaseUrl: databaseUrl === "" ? undefined : databaseUrl,
    adminToken: adminToken === "" ? undefined : adminToken,
    logLevel: logLevel ?? "info",
    rateLimit: whole("PROMOTRAIL_RATE_LIMIT", 1, 1_000_000_000),
    maxConnections: whole("PROMOTRAIL_MAX_CONNECTIONS", 16, 1_000_000),
    intakeWorkers: whole("PROMOTRAIL_INTAKE_WORKERS", 1, 16),
    trustFolder: value("PROMOTRAIL_TRUST_ROOT") === "" ? undefined : resolve(value("PROMOTRAIL_TRUST_ROOT")),
    anchors: readAnchorSettings(value, wrong),
    pageFolder: value("PROMOTRAIL_PAGE") === "" ? beside.page : resolve(value("PROMOTRAIL_PAGE")),
    sampleFolder: value("PROMOTRAIL_SAMPLE") === "" ? beside.sample : resolve(value("PROMOTRAIL_SAMPLE")),
  }
  return mistakes.length > 0 ? err(mistakes) : ok(config)
}

/** How the ledger is signed. Keys are read when they are opened; here only that one way is chosen. */
function signingOf(
  value: (name: SettingName) => string,
  dataFolder: string,
  published: string,
  wrong: (setting: string, text: string) => void,
): Signing {
  const [recordKey, logKey] = [pemOf(value("PROMOTRAIL_RECORD_KEY")), pemOf(value("PROMOTRAIL_LOG_KEY"))]
  const [program, ...words] = value("PROMOTRAIL_SIGNER").split(/\s+/)
  const keys = value("PROMOTRAIL_KEYS")
  const isGiven = recordKey !== "" || logKey !== ""
  if (isGiven && recordKey === "") wrong("PROMOTRAIL_RECORD_KEY", "must be given together with PROMOTRAIL_LOG_KEY")
  if (isGiven && logKey === "") wrong("PROMOTRAIL_LOG_KEY", "must be given together with PROMOTRAIL_RECORD_KEY")
  const isProgram = program !== undefined && program !== ""
  if ([isGiven, isProgram, keys !== ""].filter(Boolean).length > 1) {
    wrong("PROMOTRAIL_KEYS", "PROMOTRAIL_SIGNER and the two keys exclude each other; set one of them")
  }
  const origin = value("PROMOTRAIL_LOG_ORIGIN")
  if (origin !== "" && !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(origin)) {
    wrong("PROMOTRAIL_LOG_ORIGIN", `is "${origin}"; it must be a host name in lower case`)
  }
  const recover = value("PROMOTRAIL_LOG_RECOVER")
  if (recover !== "" && recover !== "1") wrong("PROMOTRAIL_LOG_RECOVER", `is "${recover}"; it must be 1 or not set`)
  return {
    signer: isProgram
      ? { kind: "command", command: [program, ...words] }
      : isGiven
        ? { kind: "given", recordKey, logKey }
        : { kind: "folder", folder: keys === "" ? join(dataFolder, "keys") : resolve(keys) },
    ...(origin === "" ? {} : { origin }),
    published,
    recover: recover === "1",
  }
}

const LONGEST_DAYS = 36_500

/** One number of days for both classes, or each class its own. */
function keepDaysOf(text: string, wrong: (setting: string, text: string) => void): KeepDays {
  if (text === "") return KEPT_FOR_EVER
  const days = (number: string): number | undefined =>
    /^\d{1,5}$/.test(number) && Number(number) >= 1 && Number(number) <= LONGEST_DAYS ? Number(number) : undefined
  const both = days(text)
  if (both !== undefined) return { actor: both, text: both }
  const given = new Map(
    text.split(",").map((part) => part.split("=", 2).map((word) => word.trim()) as [string, string]),
  )
  const known = [...given].every(([name, number]) => ["actor", "text"].includes(name) && days(number) !== undefined)
  if (known && given.size === text.split(",").length) {
    return { actor: days(given.get("actor") ?? ""), text: days(given.get("text") ?? "") }
  }
  wrong(
    "PROMOTRAIL_KEEP_NAMES_DAYS",
    `is "${text}"; it must be a number of days from 1 to ${LONGEST_DAYS}, or actor=400,text=30 (one of the two may be left out)`,
  )
  return KEPT_FOR_EVER
}

/** A PEM text whose line breaks may be spelled out, as environments make one do. */
const pemOf = (text: string): string => text.replaceAll("\\n", "\n")

/** The one message that lists every mistake. */
export function explainMistakes(mistakes: readonly ConfigMistake[]): string {
  const lines = mistakes.map(({ setting, text }) => `  ${setting} ${text}`)
  return [
    `Promotrail cannot start: ${mistakes.length === 1 ? "one setting is" : `${mistakes.length} settings are`} wrong.`,
    ...lines,
  ].join("\n")
}
