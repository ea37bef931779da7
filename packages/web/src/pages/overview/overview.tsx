import { useReading } from "../../api/queries.ts"
import { Head } from "../../parts/head.tsx"
import { counted } from "../../parts/names.ts"
import { Answer } from "../answer.tsx"
import { ApplicationLine } from "./application-line.tsx"
import { FirstRun } from "./first-run.tsx"
import { SampleCard, useSample } from "./load-sample.tsx"

/** One line per application: what runs where, what is blocked, what waits, how old the evidence is. */
export function Overview() {
  const sample = useSample()
  const applications = useReading("listApplications", {})
  return (
    <>
      <Head title="Overview">
        {applications.data === undefined || applications.data.items.length === 0 ? null : (
          <span>{counted(applications.data.items.length, "application")}</span>
        )}
      </Head>
      <Answer of={applications} rows={5}>
        {({ items }) =>
          items.length === 0 ? (
            <>
              <SampleCard sample={sample} />
              <FirstRun />
            </>
          ) : (
            <ul className="grid gap-4">
              {sample.load.isPending || sample.load.isError ? (
                <li>
                  <SampleCard sample={sample} />
                </li>
              ) : null}
              {items.map((application) => (
                <li key={application.name}>
                  <ApplicationLine application={application} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  )
}
