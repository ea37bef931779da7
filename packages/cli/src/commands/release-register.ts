import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { APP } from "../flags.ts"
import type { GivenArtifact, ResolvedArtifact } from "../oci/artifacts.ts"
import { plainLine } from "../output/terminal.ts"
import { readTextFile } from "../read-text-file.ts"
import type { Settings } from "../settings.ts"

/** `promotrail release register`: idempotent; a version is bound to one set of digests for ever. */
export const releaseRegister = command({
  words: { name: "VERSION", about: "the version, such as v2.5.0" },
  flags: {
    app: APP,
    artifact: {
      type: "string",
      value: "NAME@sha256:…",
      multiple: true,
      required: true,
      about: "an artifact by its digest; NAME=oci:REF asks a registry what a tag stands for now",
    },
    platform: {
      type: "string",
      value: "OS/ARCH",
      multiple: true,
      about: "of an index in a registry, also this platform's manifest, as NAME/OS/ARCH",
    },
    commit: { type: "string", value: "SHA", about: "the commit it is made from (else the pipeline's)" },
    notes: { type: "string", value: "FILE", about: "release notes, a text file" },
    issue: { type: "string", value: "KEY", multiple: true, about: "an issue it resolves" },
  },
  about: [
    "Registering the same again changes nothing. The same version with another digest is refused (65).",
    "A tag is resolved once: its manifest is fetched and hashed here, and the digest is what is registered.",
    'Registries are asked with what "docker login" keeps, or PROMOTRAIL_REGISTRY_USER and PROMOTRAIL_REGISTRY_PASSWORD.',
  ],
  examples: [
    "promotrail release register v2.5.0 --app checkout --artifact web@sha256:9f86…0a08 --issue CHK-90",
    "promotrail release register v2.5.0 --app checkout --artifact web=oci:ghcr.io/acme/checkout:v2.5.0",
  ],
  async run({ words, values, settings, terminal }) {
    const version = firstWord({ words })
    const given = values.artifact.map(readArtifact)
    const notes = values.notes === undefined ? null : readTextFile(values.notes, settings.folder)
    const application = settings.application()
    const commit = values.commit ?? settings.commit() ?? null
    const resolved = await resolveGiven(given, values.platform, settings)
    const artifacts = resolved.map(({ name, digest }) => ({ name, digest }))
    const { status, body } = await connect(settings, terminal).call("registerRelease", {
      params: { application },
      body: { version, artifacts, commit, notes, issues: [...values.issue] },
    })
    const after = body.predecessor === null ? "" : `, after ${body.predecessor}`
    const what = `${application} ${body.version}`
    const { out, paint } = terminal
    out(
      `${paint.good("✓")} ${what} ${status === 200 ? "was registered before; nothing changed" : `is registered${after}`}`,
    )
    const about = new Map(resolved.map((one) => [one.name, one.about]))
    for (const { name, digest } of body.artifacts) {
      const [from, ...parts] = about.get(name) ?? []
      out(`    ${plainLine(name)}@${digest}${from === undefined ? "" : ` (${plainLine(from)})`}`)
      for (const part of parts) out(`        ${plainLine(part)}`)
    }
    return EXIT.done
  },
})

/** All artifacts by digest, in the order they were given. Registries are asked before the server is. */
async function resolveGiven(
  given: readonly GivenArtifact[],
  platforms: readonly string[],
  settings: Pick<Settings, "variables">,
): Promise<readonly ResolvedArtifact[]> {
  if (given.some((one) => "reference" in one)) {
    const { resolveArtifacts } = await import("../oci/artifacts.ts")
    return resolveArtifacts(given, platforms, settings)
  }
  if (platforms.length > 0) throw wrongUsage("--platform is for artifacts in a registry: --artifact NAME=oci:REF.")
  return given.flatMap((one) => ("reference" in one ? [] : [one]))
}

function readArtifact(text: string): GivenArtifact {
  const [, at, reference] = /^([^=]+)=oci:(.*)$/.exec(text) ?? []
  if (at !== undefined && reference !== undefined) return { name: at, reference }
  const [, name, digest] = /^(.+)@(sha256:[0-9a-f]{64})$/.exec(text) ?? []
  if (name === undefined || digest === undefined) {
    throw wrongUsage(
      `--artifact ${text} is not NAME@sha256: with 64 lower-case hex digits. A tag is no identity: NAME=oci:REF asks what it stands for.`,
    )
  }
  return { name, digest, about: [] }
}
