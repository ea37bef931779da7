import { Server } from "lucide-react"
import { useReading } from "../api/queries.ts"
import type { Reply } from "../api/call.ts"
import { to } from "../parts/addresses.ts"
import { Blank } from "../parts/blank.tsx"
import { Head } from "../parts/head.tsx"
import { titled } from "../parts/names.ts"
import { Scroll } from "../parts/scroll.tsx"
import { Pill } from "../parts/state-mark.tsx"
import { Time } from "../parts/time.tsx"
import { Answer } from "./answer.tsx"

type Placed = Reply<"listEnvironments">["items"][number]

/** What runs where, since when, and on whose decision. */
export function EnvironmentsPage() {
  const environments = useReading("listEnvironments", {})
  return (
    <>
      <Head title="Environments">
        <span>As the deployments say that were recorded.</span>
      </Head>
      <Answer of={environments} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <Blank icon={Server} title="No environment yet">
                <p>Environments come from the policy file of an application. Apply one, and they stand here.</p>
              </Blank>
            </div>
          ) : (
            [...Map.groupBy(items, ({ application }) => application)].map(([application, list]) => (
              <OfApplication key={application} application={application} list={list} />
            ))
          )
        }
      </Answer>
    </>
  )
}

function OfApplication({ application, list }: { readonly application: string; readonly list: readonly Placed[] }) {
  return (
    <section className="card" aria-label={application}>
      <h2 className="px-5 pt-4">
        <a className="quiet-link" href={to.releases(application)}>
          {application}
        </a>
      </h2>
      <Scroll label={`Environments of ${application}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Environment</th>
              <th scope="col">Runs</th>
              <th scope="col">Since</th>
              <th scope="col">Decision</th>
              <th scope="col">Recorded by</th>
              <th scope="col">Tier</th>
              <th scope="col">Owners</th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ environment }) => (
              <Line key={environment.name} environment={environment} application={application} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}

function Line({
  environment,
  application,
}: {
  readonly environment: Placed["environment"]
  readonly application: string
}) {
  const { name, purpose, tier, owners, running, failed } = environment
  return (
    <tr>
      <th scope="row">
        <span className="font-650">{titled(name)}</span>
        <span className="block font-400 text-muted">{purpose}</span>
      </th>
      <td>
        {running === null ? (
          <span className="text-muted">nothing yet</span>
        ) : (
          <a className="link font-500" href={to.release(application, running.release)}>
            {running.release}
          </a>
        )}
        {failed === null ? null : (
          <p className="mt-1">
            <Pill state="fail">
              {failed.release} failed <Time at={failed.at} />
            </Pill>
          </p>
        )}
      </td>
      <td>{running === null ? "–" : <Time at={running.at} as="both" />}</td>
      <td>
        {running === null ? (
          "–"
        ) : running.decision === null ? (
          <span className="text-muted">none before it</span>
        ) : (
          <a className="link" href={to.decision(running.decision)}>
            Open
          </a>
        )}
      </td>
      <td>{running?.by.name ?? "–"}</td>
      <td>{tier}</td>
      <td>{owners.length === 0 ? "–" : owners.join(", ")}</td>
    </tr>
  )
}
