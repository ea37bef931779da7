import { CommandLine } from "../../parts/copy.tsx"

const PIPELINE = `export PROMOTRAIL_URL=${location.origin}   # and PROMOTRAIL_TOKEN, as a secret
promotrail release register "$VERSION" --app my-app --artifact "app@$DIGEST" --commit "$COMMIT"
promotrail report 'build/test-results/**/*.xml' coverage.xml sbom.cdx.json trivy.json --app my-app --release "$VERSION" --environment dev
promotrail gate --app my-app --release "$VERSION" --to staging
deploy staging && promotrail record-deployment --app my-app --release "$VERSION" --environment staging --status succeeded`

const POLICY = `schema: promotrail/policy/v1
application: my-app
environments:
  dev:     { tier: development, purpose: every merge, owners: [team:my-app] }
  staging: { tier: staging, purpose: release candidates, owners: [team:my-app] }
  prod:    { tier: production, purpose: customers, owners: [team:my-app] }
path: [dev, staging, prod]
gates:
  default:
    coverage: { minimum: 85, target: 90 }   # of the tests that count there
    # findings: { static: { critical: 0, high: 0 } }
    # vulnerabilities: { critical: 0 }`

/** Nothing is here yet: three steps to the first decision. */
export function FirstRun() {
  return (
    <section className="card grid gap-5 p-5" aria-labelledby="first">
      <h2 id="first">Your first application, in three steps</h2>
      <ol className="grid gap-5">
        <Step
          number={1}
          title="Say what the path is"
          text="One file per application: its environments, their order, and what each gate asks of tests and of every other report. Save it as promotrail.yaml and apply it; that makes the application."
        >
          <CommandLine command={POLICY} what="policy" />
          <CommandLine command="promotrail policy apply promotrail.yaml" />
        </Step>
        <Step number={2} title="Give your pipeline a token" text="One that may report and ask gates, and nothing else.">
          <CommandLine command="promotrail token create pipeline --scope report --scope gate --app my-app" />
        </Step>
        <Step
          number={3}
          title="Let the pipeline ask"
          text="Exit code 0 is an allow, 10 a deny, 11 a hold; anything else is an error, and never a yes. This page shows each step as it arrives."
        >
          <CommandLine command={PIPELINE} what="pipeline steps" />
        </Step>
      </ol>
    </section>
  )
}

type StepProps = {
  readonly number: number
  readonly title: string
  readonly text: string
  readonly children: React.ReactNode
}

function Step({ number, title, text, children }: StepProps) {
  return (
    <li className="flex gap-4">
      <span className="step-number" aria-hidden="true">
        {number}
      </span>
      <div className="grid min-w-0 flex-1 gap-2">
        <h3 className="text-14 leading-7">{title}</h3>
        <p className="max-w-180 text-muted">{text}</p>
        {children}
      </div>
    </li>
  )
}
