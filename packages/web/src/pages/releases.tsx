import { useParams, useSearch } from "@tanstack/react-router"
import { Package, Radio } from "lucide-react"
import type { Release } from "@promotrail/contract"
import { usePage } from "../api/queries.ts"
import { to, withQuery } from "../parts/addresses.ts"
import { Blank } from "../parts/blank.tsx"
import { CommandLine } from "../parts/copy.tsx"
import { shortDigest } from "../parts/digest.tsx"
import { Head } from "../parts/head.tsx"
import { lasted } from "../parts/moment.ts"
import { counted, titled } from "../parts/names.ts"
import { Pager } from "../parts/pager.tsx"
import { Scroll } from "../parts/scroll.tsx"
import { Glyph, Pill } from "../parts/state-mark.tsx"
import { Time } from "../parts/time.tsx"
import { Answer } from "./answer.tsx"

const PAGE = 20

/** The releases of an application, newest first, each with how it stands in every environment. */
export function Releases() {
  const { application } = useParams({ from: "/a/$application/releases" })
  const { after } = useSearch({ from: "/a/$application/releases" })
  const releases = usePage("listReleases", { params: { application }, query: { after, limit: PAGE } })
  const here = to.releases(application)
  return (
    <>
      <Head title="Releases" crumbs={[{ text: application, href: here }, { text: "Releases" }]} />
      <div className="card">
        <Answer of={releases} rows={8}>
          {({ items, next }) =>
            items.length === 0 ? (
              <NoRelease application={application} isPast={after !== undefined} />
            ) : (
              <>
                <Table releases={items} />
                <Pager
                  of="releases"
                  said={`${counted(items.length, "release")}, newest first`}
                  first={after === undefined ? null : here}
                  next={next === null ? null : withQuery(here, { after: next })}
                />
              </>
            )
          }
        </Answer>
      </div>
    </>
  )
}

function Table({ releases }: { readonly releases: readonly Release[] }) {
  const environments = releases[0]?.glyphs.map(({ environment }) => environment) ?? []
  return (
    <Scroll label="Releases">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Release</th>
            {environments.map((environment) => (
              <th key={environment} scope="col">
                {titled(environment)}
              </th>
            ))}
            <th scope="col">Registered</th>
            <th scope="col">By</th>
            <th scope="col">Commit</th>
            <th scope="col">Artifact</th>
            <th scope="col">Lead time</th>
          </tr>
        </thead>
        <tbody>
          {releases.map((release) => (
            <Line key={release.version} release={release} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Line({ release }: { readonly release: Release }) {
  const { application, version, glyphs, registeredAt, registeredBy, commit, artifacts, leadTimeMs, blocked } = release
  return (
    <tr>
      <th scope="row">
        <a className="link font-650 whitespace-nowrap" href={to.release(application, version)}>
          {version}
        </a>
        {blocked === null ? null : (
          <span className="mt-1 block" title={blocked.reason}>
            <Pill state="fail">Blocked</Pill>
          </span>
        )}
      </th>
      {glyphs.map(({ environment, state, word, decision }) => (
        <td key={environment}>
          <span className="flex items-center gap-2 whitespace-nowrap">
            <Glyph state={state} word="" />
            {decision === null ? (
              <span className="text-12 text-muted">{word}</span>
            ) : (
              <a className="text-12 quiet-link" href={to.decision(decision)} title="The decision behind it">
                {word}
              </a>
            )}
          </span>
        </td>
      ))}
      <td>
        <Time at={registeredAt} />
      </td>
      <td>{registeredBy.name}</td>
      <td>
        {commit === null ? <span className="text-muted">–</span> : <code title={commit}>{commit.slice(0, 8)}</code>}
      </td>
      <td>
        <code title={artifacts.map(({ name, digest }) => `${name} ${digest}`).join("\n")}>
          {shortDigest(artifacts[0]?.digest ?? "")}
        </code>
        {artifacts.length > 1 ? <span className="text-muted"> +{artifacts.length - 1}</span> : null}
      </td>
      <td className="whitespace-nowrap">
        {leadTimeMs === null ? <span className="text-muted">not there yet</span> : lasted(leadTimeMs)}
      </td>
    </tr>
  )
}

function NoRelease({ application, isPast }: { readonly application: string; readonly isPast: boolean }) {
  if (isPast) {
    return (
      <Blank
        icon={Package}
        title="No releases on this page"
        actions={
          <a className="button" href={to.releases(application)}>
            First page
          </a>
        }
      />
    )
  }
  return (
    <Blank icon={Radio} title="No release yet">
      <p>
        A release is a version bound to the digests of its artifacts. Register the first one from your pipeline, with a
        token that may “report”. This page listens, and shows it as soon as it is there.
      </p>
      <CommandLine
        command={`promotrail release register v1.0.0 --app ${application} --artifact app@sha256:… --commit "$(git rev-parse HEAD)"`}
      />
    </Blank>
  )
}
