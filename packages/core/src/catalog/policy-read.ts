import { err, ok, type Result } from "../kernel/result.ts"
import { parseEnvironmentName, type EnvironmentName } from "./names.ts"
import type { Lane, Policy } from "./policy.ts"
import { REQUIRED, sections } from "./policy-file.ts"
import { readGates } from "./policy-gates.ts"
import type { PolicyMistake } from "./policy-mistake.ts"
import { checkKeys, wrongType, type ReadBy, type Shape } from "./policy-shape.ts"
import { NO_TEST_RULES } from "./policy-tests.ts"
import { startReading, type Reading, type Tree } from "./policy-tree.ts"
import { readYaml } from "./policy-yaml.ts"

/** A policy, and what its author should know about it all the same. */
export type PolicyRead = { readonly policy: Policy; readonly warnings: readonly PolicyMistake[] }

const KEYS = [...Object.keys(sections), "gates"]

/**
 * Reads a policy file to its normal form: defaults filled in, gates resolved, units in integers. Refuses with all
 * mistakes at once, each with its place. Never throws: the text may be anything.
 */
export function readPolicy(text: string): Result<PolicyRead, readonly PolicyMistake[]> {
  const { reading, mistakes, warnings } = startReading(text)
  const tree = readYaml(text, reading)
  const policy = tree && policyOf(tree, reading)
  const found = mistakes()
  if (policy !== undefined && found.length === 0) return ok({ policy, warnings: warnings() })
  const foreign = found.find(({ code }) => code === "other-version")
  // What another version allows is not for this one to judge.
  return err(foreign === undefined ? found : [foreign])
}

function policyOf(tree: Tree, undeclared: Reading): Policy | undefined {
  if (tree.kind !== "map") return wrongType(tree, "a mapping that begins with `schema`", undeclared)
  const { entries } = tree
  const reading = { ...undeclared, declared: declaredIn(entries.get("environments")?.value) }
  let good = true
  function section<K extends keyof typeof sections>(key: K): ReadBy<(typeof sections)[K]> | undefined {
    const shape = sections[key] as Shape<ReadBy<(typeof sections)[K]>>
    const entry = entries.get(key)
    const value = entry && shape.read(entry.value, reading)
    good &&= entry === undefined || value !== undefined
    return value
  }
  const schema = section("schema") // first: what is said of another version is all that is said
  good = checkKeys(tree, "the policy", KEYS, REQUIRED, reading) && good
  const [application, environments] = [section("application"), section("environments")]
  const rollout = section("rollout") ?? "enforce"
  const tests = section("tests") ?? NO_TEST_RULES
  const path = section("path")
  const lanes = section("lanes")
  const routesKnown = path !== undefined && (lanes !== undefined || !entries.has("lanes"))
  const entered = routesKnown ? enteredBy(path, lanes ?? [], reading.declared) : undefined
  const gates = readGates(entries.get("gates")?.value, entered, reading)
  if (!good || !schema || !application || !environments || !path || !gates) return undefined
  return { application, rollout, environments, path, lanes: lanes ?? [], tests, gates }
}

/** The names under `environments`, also of those whose description is mistaken. */
function declaredIn(tree: Tree | undefined): ReadonlySet<EnvironmentName> | undefined {
  if (tree?.kind !== "map") return undefined
  const names = [...tree.entries.keys()].map((name) => parseEnvironmentName(name))
  return new Set(names.flatMap((name) => (name.ok ? [name.value] : [])))
}

/** The environments some path or lane enters from another one, in the order they are declared. */
function enteredBy(
  path: readonly EnvironmentName[],
  lanes: readonly Lane[],
  declared: ReadonlySet<EnvironmentName> | undefined,
): readonly EnvironmentName[] {
  const entered = new Set([path, ...lanes.map((lane) => lane.path)].flatMap((route) => route.slice(1)))
  return [...(declared ?? entered)].filter((name) => entered.has(name))
}
