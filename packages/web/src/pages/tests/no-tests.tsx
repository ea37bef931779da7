import { FilterX, FlaskConical } from "lucide-react"
import { Blank } from "../../parts/blank.tsx"
import { CommandLine } from "../../parts/copy.tsx"

const NONE: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  quarantined: {
    title: "Nothing is in quarantine",
    text: "A quarantined test does not count until a date, has an owner and a reason, and counts again by itself.",
  },
  vanished: {
    title: "No test has vanished",
    text: "A test of the release before that is neither reported nor in an inventory would stand here, and stay in the denominator.",
  },
  retired: {
    title: "No test is retired",
    text: "Tests that are gone for good are retired with a reason; until then they stay in the denominator.",
  },
  critical: {
    title: "No test is critical",
    text: "A policy rule can make tests critical: every one of them must pass.",
  },
}

type Props = {
  readonly application: string
  readonly filter: string
  readonly isNarrowed: boolean
  readonly clear: string
}

/** Why no test stands here, by what was asked for. */
export function NoTests({ application, filter, isNarrowed, clear }: Props) {
  if (isNarrowed) {
    return (
      <Blank
        icon={FilterX}
        title="No test fits these filters"
        actions={
          <a className="button" href={clear}>
            Clear the filters
          </a>
        }
      />
    )
  }
  const none = NONE[filter]
  if (none !== undefined) {
    return (
      <Blank icon={FlaskConical} title={none.title}>
        <p>{none.text}</p>
      </Blank>
    )
  }
  return (
    <Blank icon={FlaskConical} title="No test is known yet">
      <p>
        The first test report fills this page: every test that it names, with its category and its scope by the rules of
        the policy. A plain list of tests (an inventory) does so before anything ran.
      </p>
      <CommandLine
        command={`promotrail report tests.txt --inventory --app ${application} --release v1.0.0 --environment dev`}
      />
    </Blank>
  )
}
