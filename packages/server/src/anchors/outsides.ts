import type { Instant, SignatureVerifier } from "@promotrail/core"
import type { Outside } from "../ports/anchors.ts"
import { gitOutside } from "./git.ts"
import type { AnchorSettings } from "./settings.ts"
import { readRoots, timestampOutside } from "./timestamp.ts"
import { witnessOutside } from "./witness.ts"

/** Every place outside that the settings name. Throws `RootMistake` where a root certificate cannot be used. */
export async function outsidesOf(
  { witnesses, timestamp, git }: AnchorSettings,
  { verifier, now }: { readonly verifier: SignatureVerifier; readonly now: () => Instant },
): Promise<readonly Outside[]> {
  return [
    ...witnesses.map((place) => witnessOutside(place, verifier)),
    ...(timestamp === undefined
      ? []
      : [timestampOutside({ url: timestamp.url, roots: await readRoots(timestamp.rootsFile) })]),
    ...(git === undefined ? [] : [gitOutside(git, now)]),
  ]
}
