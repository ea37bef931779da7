import { digestOfDisclosure } from "@promotrail/core"
import { sha256 } from "../shared/hashes.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import type { Findings } from "./findings.ts"

/** Whether what is still disclosed is what the digests in the bodies are of. */
export async function compareDisclosures(snapshot: Snapshot, findings: Findings): Promise<void> {
  findings.looked("disclosure", 0)
  for await (const page of snapshot.pages("disclosure")) {
    findings.looked("disclosure", page.length)
    for (const { digest, text } of page) {
      if (digestOfDisclosure(text, sha256) !== digest) findings.differs("disclosure", `${digest} is something else`)
    }
  }
}
