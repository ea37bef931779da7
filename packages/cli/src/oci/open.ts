import { readDuration } from "../duration.ts"
import { wrongUsage } from "../failure.ts"
import type { Settings } from "../settings.ts"
import { fromVariables } from "./credentials.ts"
import { TIMEOUT_MS } from "./limits.ts"
import type { Reference } from "./reference.ts"
import { openRegistry, type Registry } from "./registry.ts"

/** How to open the repositories that a command line names. Credentials of the environment are for one registry: they are not tried at others. */
export function registryOpener(
  references: readonly Reference[],
  actions: "pull" | "pull,push",
  { variables }: Pick<Settings, "variables">,
): (reference: Reference) => Registry {
  const domains = [...new Set(references.map(({ domain }) => domain))]
  if (domains.length > 1 && fromVariables(variables) !== undefined) {
    throw wrongUsage(
      `PROMOTRAIL_REGISTRY_USER is for one registry, and ${domains.join(" and ")} are named. Use "docker login" for each.`,
    )
  }
  const wished = variables["PROMOTRAIL_TIMEOUT"]
  const timeoutMs = wished === undefined ? TIMEOUT_MS : readDuration(wished, "PROMOTRAIL_TIMEOUT")
  return (reference) => openRegistry(reference, actions, { variables, timeoutMs })
}
