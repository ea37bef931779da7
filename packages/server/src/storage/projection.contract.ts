import { beforeEach, describe, expect, test } from "vitest"
import type { Store } from "../ports/store.ts"
import { verifiedStore, type Place } from "./verified.contract.ts"
import { app, version, type Tests, type World } from "./world.contract.ts"

const A = "pay::Card::works"
const B = "pay::Card::declines"
const C = "ship::Box::packs"
const ERROR = "pay::::setup"
const broken: Tests = { [ERROR]: { status: "errored", suiteLevel: true } }

/** What entries do to the state: situations of decisions.md §1, written down as people tell them. */
export function projectionContract(driver: string, newPlace: () => Promise<Place>): void {
  describe(`the state in ${driver}`, () => {
    const verified = verifiedStore(newPlace)
    let store: Store
    let world: World
    beforeEach(async () => {
      ;({ store, world } = verified.current)
      await world.policy()
    })

    /** Plays a history of `v1`, `v2`: a release, `v1 > dev`: deployed there, `v1 ! dev`: failed to. */
    const play = async (history: string): Promise<void> => {
      for (const step of history.split(", ")) {
        const [name = "", how, where = ""] = step.split(" ")
        if (how === undefined) {
          await world.release(name)
          await world.upload({ release: name, tests: { [`s::c::of ${name}`]: "passed" } })
        } else await world.deploy(name, where, how === ">" ? "succeeded" : "failed")
      }
    }

    test.for([
      { when: "nothing came before", history: "v1", of: "v1", where: "*", inherits: undefined },
      { when: "nothing was deployed", history: "v1, v2", of: "v2", where: "*", inherits: ["v1"] },
      { when: "a chain of releases", history: "v1, v2, v3", of: "v3", where: "*", inherits: ["v1", "v2"] },
      { when: "an older one runs there", history: "v1, v2, v1 > prod, v3", of: "v3", where: "prod", inherits: ["v1"] },
      { when: "it runs elsewhere", history: "v1, v2, v1 > prod, v3", of: "v3", where: "dev", inherits: undefined },
      { when: "a deployment failed", history: "v1, v2, v1 ! prod, v3", of: "v3", where: "prod", inherits: undefined },
      {
        when: "the running one was replaced",
        history: "v1, v2, v1 > prod, v2 > prod, v3",
        of: "v3",
        where: "prod",
        inherits: ["v1", "v2"],
      },
      {
        when: "it was rolled back",
        history: "v1, v2, v2 > prod, v1 > prod, v3",
        of: "v3",
        where: "prod",
        inherits: ["v1"],
      },
      {
        when: "it was deployed after registration",
        history: "v1, v2, v1 > prod",
        of: "v2",
        where: "prod",
        inherits: undefined,
      },
      {
        when: "it goes back through the environment's own line",
        history: "v1, v2, v1 > prod, v3, v3 > prod, v4",
        of: "v4",
        where: "prod",
        inherits: ["v1", "v3"],
      },
    ])("$of inherits in $where from $inherits when $when", async ({ history, of, where, inherits }) => {
      await play(history)
      const known = await world.known(of, where)
      expect(known === undefined ? undefined : Object.keys(known).toSorted()).toStrictEqual(
        inherits?.map((name) => `s::c::of ${name}`),
      )
    })

    test("what becomes known of a release later reaches all that inherit from it, in every environment", async () => {
      await play("v1, v1 > prod, v2, v3, v2 > prod, v4")
      await world.upload({ release: "v1", tests: { [A]: "passed" }, category: "late" })
      for (const [of, where] of [
        ["v2", "*"],
        ["v2", "prod"],
        ["v3", "*"],
        ["v3", "prod"],
        ["v4", "*"],
        ["v4", "prod"],
      ] as const) {
        expect(await world.known(of, where), `${of} ${where}`).toMatchObject({ [A]: "late" })
      }
      expect(await world.known("v2")).not.toHaveProperty(A)
    })

    test("what a release says of a test itself is what its heirs inherit", async () => {
      await play("v1, v2")
      await world.upload({ release: "v2", tests: { [A]: "passed" }, category: "own" })
      await world.release("v3")
      await world.upload({ release: "v1", tests: { [A]: "passed" }, category: "late" })
      expect(await world.known("v2", "*")).toMatchObject({ [A]: "late" })
      expect(await world.known("v3", "*")).toMatchObject({ [A]: "own" })
    })

    test("a test keeps the category that its release first gave it", async () => {
      await play("v1")
      await world.upload({ release: "v1", tests: { [A]: "passed" }, category: "unit" })
      await world.upload({ release: "v1", tests: { [A]: "failed", [B]: "passed" }, category: "smoke" })
      expect(await world.known("v1")).toMatchObject({ [A]: "unit", [B]: "smoke" })
      expect(await world.states("v1")).toMatchObject({ [A]: "failed", [B]: "passed" })
    })

    test("an inventory makes tests known and says nothing of how they ended", async () => {
      await world.release("v1")
      await world.upload({ release: "v1", tests: { [A]: "passed", [B]: "passed" }, inventory: true })
      expect(await world.known("v1")).toStrictEqual({ [A]: "unit", [B]: "unit" })
      expect(await world.states("v1")).toStrictEqual({})
    })

    test("the newest result wins, test by test; variants and environments have their own", async () => {
      await world.release("v1")
      await world.upload({ release: "v1", tests: { [A]: "passed", [B]: "failed" } })
      await world.upload({ release: "v1", tests: { [B]: { status: "passed", flaky: true } } })
      await world.upload({ release: "v1", tests: { [B]: "failed" }, variant: "firefox" })
      await world.upload({ release: "v1", tests: { [A]: "skipped" }, environment: "staging" })
      expect(await world.states("v1")).toStrictEqual({ [A]: "passed", [B]: "passed" })
      expect(await world.states("v1", "dev", "firefox")).toStrictEqual({ [B]: "failed" })
      expect(await world.states("v1", "staging")).toStrictEqual({ [A]: "skipped" })
      const { status } = await store.read.vectors(app(), 1)
      expect([...(status.get("dev" as never)?.get("")?.evidence ?? [])]).toStrictEqual([1, 2])
    })

    test.for([
      { when: "tests of the suite came without it", next: { [A]: "passed" }, state: "not_run" },
      { when: "it came again", next: { [A]: "passed", ...broken }, state: "errored" },
      { when: "another suite came", next: { [C]: "passed" }, state: "errored" },
    ] as const)("an error of a whole suite is $state after $when", async ({ next, state }) => {
      await world.release("v1")
      await world.upload({ release: "v1", tests: { [B]: "passed", ...broken } })
      await world.upload({ release: "v1", tests: next as Tests })
      expect((await world.states("v1"))[ERROR]).toBe(state)
    })

    test("an error of a whole suite in another lane or environment stands", async () => {
      await world.release("v1")
      await world.upload({ release: "v1", tests: broken, variant: "firefox" })
      await world.upload({ release: "v1", tests: broken, environment: "staging" })
      await world.upload({ release: "v1", tests: { [A]: "passed" } })
      expect((await world.states("v1", "dev", "firefox"))[ERROR]).toBe("errored")
      expect((await world.states("v1", "staging"))[ERROR]).toBe("errored")
    })

    test("an error of a whole suite is never inherited", async () => {
      await world.release("v1")
      await world.upload({ release: "v1", tests: { [A]: "passed", ...broken } })
      await world.release("v2")
      await world.upload({
        release: "v1",
        tests: { [B]: "passed", "ship::::setup": { status: "errored", suiteLevel: true } },
      })
      expect(Object.keys((await world.known("v1")) ?? {})).toContain(ERROR)
      expect(await world.known("v2", "*")).toStrictEqual({ [A]: "unit", [B]: "unit" })
    })

    test("what was there before an application was archived is there when it comes back", async () => {
      await play("v1, v1 > dev")
      await world.archive()
      await world.policy()
      await world.release("v2")
      expect(await store.read.release(app(), version("v2"))).toMatchObject({ number: 2, predecessor: "v1" })
      expect(await world.known("v2", "dev")).toStrictEqual({ "s::c::of v1": "unit" })
    })
  })
}
