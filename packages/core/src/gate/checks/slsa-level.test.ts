import { expect, test } from "vitest"
import { RELEASE_KEY, workflow } from "../../reports/attested.contract.ts"
import { levelShown, levelStated, statesLevel } from "./slsa-level.ts"
import { isSource } from "./source-address.ts"

const GENERATOR =
  "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@refs/tags/v2.0.0"

test.for([
  { when: "a key", builder: "b", signers: [RELEASE_KEY], level: 1 },
  { when: "a certificate", builder: "b", signers: [workflow("b")], level: 2 },
  { when: "an isolated builder's own certificate", builder: GENERATOR, signers: [workflow(GENERATOR)], level: 3 },
  { when: "an isolated builder by another's word", builder: GENERATOR, signers: [workflow("b")], level: 2 },
  { when: "an isolated builder by a key's word", builder: GENERATOR, signers: [RELEASE_KEY], level: 1 },
  {
    when: "a generator at a branch",
    builder: GENERATOR.replace("tags/v2.0.0", "heads/main"),
    signers: [workflow(GENERATOR.replace("tags/v2.0.0", "heads/main"))],
    level: 2,
  },
  { when: "no builder at all", builder: null, signers: [workflow("b")], level: 1 },
])("provenance signed with $when shows level $level", ({ builder, signers, level }) => {
  expect(levelShown({ builder, signers }, [])).toBe(level)
})

test("the policy may know more of a builder, of that one alone", () => {
  const rules = [{ id: "https://builder.example", level: 3 as const }]
  expect(levelShown({ builder: "https://builder.example", signers: [RELEASE_KEY] }, rules)).toBe(3)
  expect(levelShown({ builder: "https://builder.example.evil", signers: [RELEASE_KEY] }, rules)).toBe(1)
})

test.for([
  { levels: ["SLSA_BUILD_LEVEL_2", "OWN_L1"], stated: 2 },
  { levels: ["SLSA_BUILD_LEVEL_1", "SLSA_BUILD_LEVEL_3"], stated: 3 },
  { levels: ["SLSA_SOURCE_LEVEL_3"], stated: 0 },
  { levels: [], stated: 0 },
  { levels: ["SLSA_BUILD_LEVEL_3", "SLSA_BUILD_LEVEL_UNEVALUATED"], stated: undefined },
  { levels: ["SLSA_BUILD_LEVEL_3", "SLSA_SOURCE_TWO_PARTY_REVIEWED"], stated: undefined },
])("a summary with $levels states $stated", ({ levels, stated }) => {
  expect(levelStated({ levels })).toBe(stated)
})

test.for([
  { levels: ["SLSA_BUILD_LEVEL_3"], wanted: "SLSA_BUILD_LEVEL_2", does: true },
  { levels: ["SLSA_BUILD_LEVEL_1"], wanted: "SLSA_BUILD_LEVEL_2", does: false },
  { levels: ["SLSA_SOURCE_LEVEL_3"], wanted: "SLSA_BUILD_LEVEL_2", does: false },
  { levels: ["OWN_L2"], wanted: "OWN_L1", does: false },
  { levels: ["OWN_L1"], wanted: "OWN_L1", does: true },
])("$levels is enough for $wanted: $does", ({ levels, wanted, does }) => {
  expect(statesLevel({ levels }, wanted)).toBe(does)
})

test.for([
  { pattern: "https://git.example/acme/shop", source: "git+https://git.example/acme/shop@refs/heads/main", is: true },
  { pattern: "git+https://git.example/acme/shop", source: "https://git.example/acme/shop", is: true },
  { pattern: "https://git.example/acme/shop", source: "https://git.example/acme/shop.git#1f2e", is: true },
  { pattern: "https://git.example/acme/shop.git", source: "https://git.example/acme/shop", is: true },
  { pattern: "https://git.example/acme/shop", source: "https://git.example/acme/shop-evil", is: false },
  { pattern: "https://git.example/acme/shop", source: "https://git.example/acme/shop.git.evil/x", is: false },
  { pattern: "https://git.example/acme/*", source: "https://git.example/acme/shop", is: true },
  { pattern: "https://git.example/acme/shop", source: "", is: false },
])("$source is $pattern: $is", ({ pattern, source, is }) => {
  expect(isSource(pattern)(source)).toBe(is)
})
