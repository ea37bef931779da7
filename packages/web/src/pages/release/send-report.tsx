import type { ReportCell } from "@promotrail/contract"
import { CATEGORY_OF_KIND } from "@promotrail/core"
import { CommandLine } from "../../parts/copy.tsx"

const SHOWN = 3

/** How the report comes here: what writes one, and the command that sends it. Open where none is there. */
export function SendReport({ cell }: { readonly cell: ReportCell }) {
  const { ways, uploads } = cell
  if (uploads.length > 0) {
    return (
      <details className="no-print text-13">
        <summary className="text-muted">How to send a newer one</summary>
        <div className="mt-2">
          <CommandLine command={reportCommand(cell)} />
        </div>
      </details>
    )
  }
  return (
    <div className="no-print grid gap-2 text-13">
      <h3>How to send it</h3>
      {ways.length === 0 ? null : (
        <>
          <p className="text-muted">Have a tool write the report, for example:</p>
          <Ways ways={ways.slice(0, SHOWN)} />
          {ways.length <= SHOWN ? null : (
            <details>
              <summary className="text-muted">{ways.length - SHOWN} other formats</summary>
              <div className="mt-2">
                <Ways ways={ways.slice(SHOWN)} />
              </div>
            </details>
          )}
        </>
      )}
      <p className="text-muted">Then send it; what it is shows in the file itself:</p>
      <CommandLine command={reportCommand(cell)} />
    </div>
  )
}

function Ways({ ways }: { readonly ways: ReportCell["ways"] }) {
  return (
    <ul className="grid gap-2">
      {ways.map(({ format, title, command }) => (
        <li key={format} className="grid gap-1">
          <span>{title}</span>
          <CommandLine command={command} what={`command for ${title}`} />
        </li>
      ))}
    </ul>
  )
}

/** The category is named only where the file itself would not say it. */
function reportCommand({ application, release, environment, kind, category }: ReportCell): string {
  const named = CATEGORY_OF_KIND[kind] === category ? "" : ` --category ${category}`
  return `promotrail report FILE --app ${application} --release ${release} --environment ${environment}${named}`
}
