import axe from "axe-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playWorkedExample, type Api } from "./support/api.ts"
import { settled, useWorld, type Tab } from "./support/world.ts"

const PAGES = [
  { name: "the overview", path: "/" },
  { name: "environments", path: "/environments" },
  { name: "evidence", path: "/evidence" },
  { name: "evidence filtered away", path: "/evidence?outcome=empty" },
  { name: "the audit trail", path: "/audit" },
  { name: "the audit trail, filtered", path: "/audit?application=checkout&kind=decision.recorded" },
  { name: "access", path: "/access" },
  { name: "releases", path: "/a/checkout/releases" },
  { name: "a release", path: "/a/checkout/releases/v2.5.0" },
  { name: "a denied release with a cell open", path: "/a/checkout/releases/v2.4.0?cell=integration.dev" },
  { name: "a release with the sum open", path: "/a/checkout/releases/v2.5.0?cell=~all.staging" },
  { name: "tests", path: "/a/checkout/tests" },
  { name: "quarantined tests", path: "/a/checkout/tests?filter=quarantined" },
  { name: "the policy", path: "/a/checkout/policy" },
  { name: "an unknown application", path: "/a/nobody/releases" },
  { name: "an unknown address", path: "/no/such/page" },
]
const EMPTY_PAGES = PAGES.filter(({ path }) => !path.includes("checkout"))
const THEMES = ["light", "dark"] as const

/** Paths of pages about one thing, as the server names it. */
async function pathsOfThings(api: Api): Promise<readonly string[]> {
  const ids = async (path: string) =>
    ((await api.get(path))["items"] as { id: string; outcome?: string }[]).toReversed()
  const decisions = await ids("/v1/decisions")
  const evidence = await ids("/v1/evidence")
  const refused = evidence.find(({ outcome }) => outcome === "rejected")
  return [
    `/decisions/${decisions[0]?.id}`,
    `/decisions/${decisions[1]?.id}`,
    `/evidence/${evidence[0]?.id}`,
    `/evidence/${refused?.id}`,
  ]
}

describe.skipIf(missingPart("chromium") !== undefined)("every page", () => {
  const full = useWorld(async (api) => {
    await playWorkedExample(api)
    await api.post("/v1/applications/checkout/tests/quarantine", {
      pattern: "integration: wallet payments*",
      owner: "anna",
      reason: "PAY-811",
      until: new Date(Date.now() + 864e5 * 9).toISOString(),
    })
  })
  const empty = useWorld(async () => undefined)

  const complaints = async ({ page, wrongs }: Tab, url: string): Promise<readonly string[]> => {
    const before = wrongs.length
    await page.goto(url)
    await settled(page)
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
    const title = await page.title()
    return [
      ...wrongs.slice(before),
      ...(title.endsWith("Promotrail") ? [] : [`the title is "${title}"`]),
      ...violations.map(({ id, nodes }) => `${url} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
    ]
  }

  describe.for(THEMES)("in the %s theme", (theme) => {
    const look = { theme, isExamined: true }
    let inFull: Tab
    let inEmpty: Tab
    beforeAll(async () => {
      inFull = await full().open("/", look)
      inEmpty = await empty().open("/", look)
    })
    afterAll(() => Promise.all([inFull.close(), inEmpty.close()]))

    test.for(PAGES)("$name has no violation that axe finds", async ({ path }) => {
      expect(await complaints(inFull, full().server.url + path)).toEqual([])
    })
    test.for(EMPTY_PAGES)("$name has none where nothing is there yet", async ({ path }) => {
      expect(await complaints(inEmpty, empty().server.url + path)).toEqual([])
    })
    test("decisions and files have none", async () => {
      for (const path of await pathsOfThings(full().api)) {
        expect(await complaints(inFull, full().server.url + path)).toEqual([])
      }
    })
    test("signing in has none", async () => {
      const tab = await full().open("/", { ...look, token: null })
      expect(await complaints(tab, full().server.url)).toEqual([])
      await tab.close()
    })
  })

  // 780 px is what is left of 1560 at 200 % zoom, 640 of 1280.
  test.for([320, 640, 780, 1099])("none scrolls sideways at %d px, nor breaks the security policy", async (width) => {
    const { page, wrongs, close } = await full().open("/", { width, height: 844 })
    const wide: string[] = []
    for (const path of [...PAGES.map((each) => each.path), ...(await pathsOfThings(full().api))]) {
      await page.goto(full().server.url + path)
      await settled(page)
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (over > 0) wide.push(`${path} by ${over} px`)
    }
    expect({ wide, wrongs }).toEqual({ wide: [], wrongs: [] })
    await close()
  })
})
