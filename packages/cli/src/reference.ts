import { MEANING_OF } from "./exit.ts"
import { flagsOf, usageOf, withValue } from "./help.ts"
import { load } from "./lookup.ts"
import { VERBS } from "./verbs.ts"

/** Every variable the command reads, with what it sets. */
export const COMMAND_SETTINGS: readonly (readonly [string, string])[] = [
  ["`PROMOTRAIL_URL`", "the server; otherwise `url` in `.promotrail.yaml`, otherwise `http://127.0.0.1:4680`"],
  ["`PROMOTRAIL_TOKEN`", "the token; otherwise the one that `promotrail login` keeps for that server"],
  ["`PROMOTRAIL_APP`", "`--app`; otherwise `application` in `.promotrail.yaml`"],
  ["`PROMOTRAIL_RELEASE`", "`--release`; otherwise `release` in `.promotrail.yaml`, otherwise the pipeline's tag"],
  [
    "`PROMOTRAIL_ENVIRONMENT`",
    "`--environment`; otherwise `environment` in `.promotrail.yaml`, otherwise the pipeline's environment",
  ],
  [
    "`PROMOTRAIL_TIMEOUT`",
    "how long one answer may take, such as `30s` (standard: 30 s; uploads and `ledger verify`: 10 min)",
  ],
  ["`PROMOTRAIL_INSECURE=1`", "no warning when a token goes to another machine over plain http"],
  [
    "`PROMOTRAIL_REGISTRY_USER`, `PROMOTRAIL_REGISTRY_PASSWORD`",
    "credentials for the registry that `oci:REF` names (else what `docker login` keeps)",
  ],
  [
    "`DOCKER_CONFIG`",
    "the folder of Docker's `config.json`, with credentials and their helpers (standard: `~/.docker`)",
  ],
  ["`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`", "the way to a server on another machine"],
  ["`NODE_EXTRA_CA_CERTS`", "a file of certificates to trust besides the usual ones"],
  ["`NO_COLOR`", "no colours (there are none outside a terminal anyway)"],
  ["`GITHUB_STEP_SUMMARY`", "where `gate` appends its answer as Markdown, besides printing it"],
]

const PIPELINES: readonly (readonly [string, string])[] = [
  [
    "release",
    "`BITBUCKET_TAG`; `GITHUB_REF_NAME` where `GITHUB_REF_TYPE` is `tag`; `CI_COMMIT_TAG`; `TAG_NAME`; `BUILD_SOURCEBRANCH` where it is a tag",
  ],
  ["environment", "`BITBUCKET_DEPLOYMENT_ENVIRONMENT`; `CI_ENVIRONMENT_NAME`"],
  ["commit", "`BITBUCKET_COMMIT`; `GITHUB_SHA`; `CI_COMMIT_SHA`; `GIT_COMMIT`; `BUILD_SOURCEVERSION`"],
]

/** `docs/reference/cli.md`, made from the table of verbs. */
export async function cliReference(): Promise<string> {
  const verbs = await Promise.all([...VERBS.keys()].map(section))
  return [
    "# The command line",
    "",
    "This page is generated from the table of verbs. `promotrail VERB --help` says the same.",
    "",
    "## Exit codes",
    "",
    ...table(["code", "meaning"], Object.entries(MEANING_OF)),
    "",
    '1 is never used: it is what a crashed runtime says, and "crashed" must never look like "denied".',
    "",
    "## Settings",
    "",
    "A flag goes before a variable, a variable before the nearest `.promotrail.yaml`, and that before what the pipeline says.",
    "",
    ...table(["variable", "what it sets"], COMMAND_SETTINGS),
    "",
    "`.promotrail.yaml` holds up to four lines: `application`, `release`, `environment` and `url`. Tokens do not belong there.",
    "",
    "Read from the pipeline, the first that is set:",
    "",
    ...table(["what", "variables"], PIPELINES),
    "",
    "## Verbs",
    "",
    ...verbs.flat(),
  ].join("\n")
}

async function section(name: string): Promise<readonly string[]> {
  const { command } = await load(name)
  const { words, about = [], examples = [] } = command
  const rows = Object.entries(flagsOf(name, command)).map(([flag, declared]) => {
    const shape = `\`${withValue(flag, declared).replaceAll("|", "\\|")}\``
    return [
      shape,
      `${declared.about}${declared.required ? " (required)" : ""}${declared.multiple ? " (may be repeated)" : ""}`,
    ]
  })
  const all = words === undefined ? rows : [[`\`${words.name}\``, words.about], ...rows]
  return [
    `### ${name}`,
    "",
    VERBS.get(name)?.summary ?? "",
    "",
    "```",
    usageOf(name, command),
    "```",
    "",
    ...about.flatMap((paragraph) => [paragraph, ""]),
    ...(all.length === 0 ? [] : [...table(["", ""], all), ""]),
    ...(examples.length === 0 ? [] : ["```sh", ...examples, "```", ""]),
  ]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`)
}
