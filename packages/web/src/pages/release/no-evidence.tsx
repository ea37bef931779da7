import type { MatrixView } from "@promotrail/core"
import { Radio } from "lucide-react"
import { Blank } from "../../parts/blank.tsx"
import { CommandLine } from "../../parts/copy.tsx"
import { titled } from "../../parts/names.ts"

/** Nothing of this release is known, and nothing asked for: what would fill the matrix, and that the page will notice. */
export default function NoEvidence({ view }: { readonly view: MatrixView }) {
  const [first] = view.columns
  return (
    <Blank icon={Radio} title="No evidence yet">
      <p>
        The matrix is filled by reports: of tests, code coverage, static and dynamic analysis, vulnerabilities,
        components, load and accessibility. Columns are{" "}
        {view.columns.map(({ environment }) => titled(environment)).join(", ")}. Send the first files from your pipeline
        or this terminal; what each one is shows in its content, and the page has it as soon as it arrives.
      </p>
      <CommandLine
        command={`promotrail report 'build/test-results/**/*.xml' sbom.cdx.json trivy.json --app ${view.application} --release ${view.release} --environment ${first?.environment ?? "dev"}`}
      />
    </Blank>
  )
}
