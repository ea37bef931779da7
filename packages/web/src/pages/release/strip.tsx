import { to } from "../../parts/addresses.ts"
import { titled } from "../../parts/names.ts"
import { Glyph } from "../../parts/state-mark.tsx"
import { Time } from "../../parts/time.tsx"
import type { Reply } from "../../api/call.ts"

type Props = {
  readonly application: string
  readonly current: string
  readonly recent: Reply<"getMatrix">["recent"]
}

/** The last releases, how far each came. */
export function Strip({ application, current, recent }: Props) {
  const environments = recent[0]?.glyphs.map(({ environment }) => titled(environment)) ?? []
  return (
    <section className="grid gap-2" aria-labelledby="recent">
      <h2 id="recent" className="text-13 leading-5 text-muted">
        Last {recent.length} releases{environments.length < 2 ? "" : `, ${environments[0]} to ${environments.at(-1)}`}
      </h2>
      <ul className="strip">
        {recent.map(({ version, registeredAt, glyphs }) => (
          <li key={version} className="min-w-0">
            <a
              className="strip-card"
              href={to.release(application, version)}
              aria-current={version === current ? "page" : undefined}
            >
              <span className="block truncate text-13 font-650" title={version}>
                {version}
              </span>
              <span className="my-1.5 flex flex-wrap gap-0.5">
                {glyphs.map(({ environment, state, word }) => (
                  <Glyph key={environment} isSmall state={state} word={`${titled(environment)}: ${word}`} />
                ))}
              </span>
              <span className="text-12 text-muted">
                <Time at={registeredAt} as="day" />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
