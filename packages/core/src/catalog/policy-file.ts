import type { EnvironmentName } from "./names.ts"
import type { Environment, Lane } from "./policy.ts"
import { described, listOf, mapOf, mapping, refined, type Shape } from "./policy-shape.ts"
import { testRules } from "./policy-tests.ts"
import { applicationName, environmentName, laneName, newEnvironmentName, oneOf, prose } from "./policy-values.ts"

/** What the first line of a policy says. */
export const POLICY_SCHEMA = "promotrail/policy/v1"

const MOST_ENVIRONMENTS = 100

const version = oneOf(POLICY_SCHEMA)

/** The language the file is written in. Another version is not a typing mistake, and is said so. */
const schema: typeof version = {
  ...version,
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "string" || tree.value === POLICY_SCHEMA) {
      return version.read(tree, reading)
    }
    const text = `This policy is written for another version; this one reads \`${POLICY_SCHEMA}\`. Use that, or another Promotrail.`
    return reading.mistake("other-version", tree, text)
  },
}

const names = listOf(prose, { max: MOST_ENVIRONMENTS, unique: true })

const place = mapping(
  "an environment",
  { tier: described(oneOf("development", "test", "staging", "preprod", "production"), "What kind of place it is.") },
  {
    purpose: described(prose, "What it is for."),
    owners: described(names, "Who looks after it, such as team:sre."),
    instances: described(names, "Copies that run at the same time, such as regions."),
  },
)

const environments: Shape<readonly Environment[]> = refined(
  mapOf(
    newEnvironmentName,
    // Plain text with a comma inside { } is a key without a value to YAML: see the reader of YAML.
    { ...place, schema: { ...place.schema, additionalProperties: { type: "null" } } },
    { min: 1, max: MOST_ENVIRONMENTS },
  ),
  {},
  (pairs) =>
    pairs.map(([name, { tier, purpose = "", owners = [], instances = [] }]) => ({
      name,
      tier,
      purpose,
      owners,
      instances,
    })),
)

const route: Shape<readonly EnvironmentName[]> = listOf(environmentName, {
  min: 2,
  max: MOST_ENVIRONMENTS,
  unique: true,
})

const lanes: Shape<readonly Lane[]> = refined(mapOf(laneName, route, { max: MOST_ENVIRONMENTS }), {}, (pairs) =>
  pairs.map(([name, path]) => ({ name, path })),
)

/** The sections of the file that are read one by one. `gates` needs the others and is read last. */
export const sections = {
  schema: described(schema, "The language this file is written in."),
  application: described(applicationName, "The application this policy judges."),
  rollout: described(
    oneOf("enforce", "advisory"),
    "advisory: decisions are recorded with what they would have stopped. Default: enforce.",
  ),
  environments: described(environments, "Every place a release can run."),
  path: described(route, "The environments in the order a release goes through them."),
  lanes: described(lanes, "Other orders, by name."),
  tests: described(testRules, "Which tests there are, what they are about and where they count."),
}
export const REQUIRED = ["schema", "application", "environments", "path"] as const
