import { connect } from "../api.ts"
import { command, firstWord } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { APP } from "../flags.ts"
import { plainLine } from "../output/terminal.ts"
import { readTextFile } from "../read-text-file.ts"

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
      about: "an artifact by its digest",
    },
    commit: { type: "string", value: "SHA", about: "the commit it is made from (else the pipeline's)" },
    notes: { type: "string", value: "FILE", about: "release notes, a text file" },
    issue: { type: "string", value: "KEY", multiple: true, about: "an issue it resolves" },
  },
  about: ["Registering the same again changes nothing. The same version with another digest is refused (65)."],
  examples: ["promotrail release register v2.5.0 --app checkout --artifact web@sha256:9f86…0a08 --issue CHK-90"],
  async run({ words, values, settings, terminal }) {
    const version = firstWord({ words })
    const artifacts = values.artifact.map(readArtifact)
    const notes = values.notes === undefined ? null : readTextFile(values.notes, settings.folder)
    const application = settings.application()
    const commit = values.commit ?? settings.commit() ?? null
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
    for (const { name, digest } of body.artifacts) out(`    ${plainLine(name)}@${digest}`)
    return EXIT.done
  },
})

function readArtifact(text: string): { name: string; digest: string } {
  const [, name, digest] = /^(.+)@(sha256:[0-9a-f]{64})$/.exec(text) ?? []
  if (name === undefined || digest === undefined) {
    throw wrongUsage(`--artifact ${text} is not NAME@sha256: with 64 lower-case hex digits. A tag is no identity.`)
  }
  return { name, digest }
}
