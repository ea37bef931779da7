import type { MatrixView } from "@promotrail/core"
import { Radio } from "lucide-react"
import { Blank } from "../../parts/blank.tsx"
import { CommandLine } from "../../parts/copy.tsx"
import { titled } from "../../parts/names.ts"

/** No test of this release is known: what would fill the matrix, and that the page will notice. */
export function NoTests({ view }: { readonly view: MatrixView }) {
  const [first] = view.columns
  return (
    <Blank icon={Radio} title="No test results yet">
      <p>
        The matrix is filled by test reports: rows are categories, columns{" "}
        {view.columns.map(({ environment }) => titled(environment)).join(", ")}. Upload the first JUnit file from your
        pipeline or this terminal; the page shows it as soon as it arrives.
      </p>
      <CommandLine
        command={`promotrail report 'build/test-results/**/*.xml' --app ${view.application} --release ${view.release} --environment ${first?.environment ?? "dev"}`}
      />
    </Blank>
  )
}
