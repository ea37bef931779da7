import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { APP, ENVIRONMENT, RELEASE } from "../flags.ts"

const STATUSES = ["succeeded", "failed"] as const

/** `promotrail record-deployment`: what runs where is what was recorded last. */
export const recordDeployment = command({
  flags: {
    app: APP,
    release: RELEASE,
    environment: ENVIRONMENT,
    status: { type: "string", oneOf: STATUSES, required: true, about: "how it ended" },
  },
  about: ["Run it after the deployment, also when that failed: gates ask what runs in the environment before them."],
  async run({ values, settings, terminal }) {
    const params = { application: settings.application(), release: settings.release() }
    const environment = settings.environment()
    // The parser of flags lets only these two through.
    const status = values.status === "succeeded" ? "succeeded" : "failed"
    const api = connect(settings, terminal)
    const { body } = await api.call("recordDeployment", { params, body: { environment, status } })
    const { out, paint } = terminal
    const what = `${params.application} ${params.release} in ${environment}`
    out(
      status === "succeeded"
        ? `${paint.good("✓")} ${what}: runs there now`
        : `${paint.bad("✗")} ${what}: the deployment failed`,
    )
    if (body.decision === null)
      out(
        paint.doubtful(
          "    no enforced decision let it in; unless the path begins here, the next gate will ask for one",
        ),
      )
    else out(`    let in by decision ${body.decision}`)
    return EXIT.done
  },
})
