import axe from "axe-core"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playWorkedExample } from "./support/api.ts"
import { settled, useWorld, type Look } from "./support/world.ts"

const here = (page: Page) => page.getByRole("button", { name: "Verify in this browser" })
/** What was found, each line with its word. */
const stepsOf = async (page: Page): Promise<readonly string[]> => {
  const lines = page.locator("output li")
  await lines.first().waitFor()
  return (await lines.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " ").trim())
}

describe.skipIf(missingPart("chromium") !== undefined)("the signed log, checked by the browser itself", () => {
  const world = useWorld(playWorkedExample)

  const decisionPage = async (look: Look = {}) => {
    const opened = await world().open("/a/checkout/releases/v2.4.0", look)
    await opened.page.getByRole("link", { name: "Denied into Staging" }).click()
    await opened.page.getByRole("heading", { name: "Proof" }).waitFor()
    return opened
  }

  test("is read whole, and the next time it must continue what was kept", async () => {
    const { page, wrongs, close } = await world().open("/audit")
    await page.getByText("Nothing was kept here yet.").waitFor()
    await here(page).press("Enter")
    expect(await stepsOf(page)).toStrictEqual([
      expect.stringMatching(/^Right: The checkpoint of \d+ records is signed by the key that the server gives/),
      expect.stringMatching(/^Right: All \d+ records were hashed here/),
    ])
    await page.reload()
    await page.getByText("Last checked here:").waitFor()
    await here(page).click()
    expect(await stepsOf(page)).toStrictEqual([
      expect.stringMatching(/is signed by the key that was kept/),
      expect.stringMatching(/were hashed here/),
      expect.stringMatching(/^Right: It continues the \d+ records/),
    ])
    expect(wrongs).toEqual([])
    await close()
  })

  test.for([
    [
      "an entry",
      "**/log/tile/entries/**",
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 200 ? byte ^ 1 : byte))),
      /tile\/entries\/.*entry 0 is not the one whose hash the log has/,
    ],
    [
      "a hash",
      "**/log/tile/0/**",
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte))),
      /tile\/0\/.*the hash over entry 1 is not that of what stands below it/,
    ],
    [
      "the size",
      "**/log/checkpoint",
      (bytes: Buffer) => Buffer.from(bytes.toString().replace(/\n\d+\n/, "\n3\n")),
      /is not signed by the log's key/,
    ],
    ["everything", "**/log/checkpoint", () => Buffer.from("no log"), /gives no signed checkpoint/],
  ] as const)("is wrong where somebody on the way changes %s, and nothing is kept", async ([, path, change, said]) => {
    const { page, close } = await world().open("/audit")
    await page.route(path, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: change(await answer.body()) })
    })
    await here(page).click()
    expect((await stepsOf(page)).at(-1)).toMatch(new RegExp(`^Wrong: .*${said.source}`))
    await page.reload()
    await page.getByText("Nothing was kept here yet.").waitFor()
    await close()
  })

  test("is wrong where it is shorter than it was, or has another key", async () => {
    const { page, close } = await world().open("/audit")
    await here(page).click()
    await stepsOf(page)
    const change = async (edit: string) => {
      await page.evaluate((code) => {
        const kept = JSON.parse(localStorage.getItem("promotrail.checkpoint") ?? "{}") as Record<string, unknown>
        const [member = "", value = ""] = code.split("=")
        localStorage.setItem(
          "promotrail.checkpoint",
          JSON.stringify({ ...kept, [member]: member === "size" ? Number(value) : value }),
        )
      }, edit)
      await page.reload()
      await here(page).click()
      return (await stepsOf(page)).at(-1)
    }
    expect(await change("size=9000")).toMatch(/^Wrong: the log has \d+ entries, and had 9000/)
    expect(await change("size=4")).toMatch(/^Wrong: .*history was rewritten/)
    expect(await change("origin=other.example")).toMatch(/^Wrong: This is another log than the one that was kept/)
    await page.evaluate(() => localStorage.clear())
    await page.reload()
    await here(page).click()
    await stepsOf(page)
    expect(await change("key=other.example+00000000+AAAA")).toMatch(/^Wrong: The server gives another key/)
    await close()
  })

  test("a decision is the signed record of what its page shows", async () => {
    const { page, wrongs, close } = await decisionPage()
    await here(page).click()
    expect(await stepsOf(page)).toStrictEqual([
      expect.stringMatching(/^Right: Signed by the key SHA256:/),
      expect.stringMatching(/^Right: Its entry stands at \d+ among the \d+ of /),
      expect.stringMatching(/^Right: The checkpoint is signed by the key that the server gives/),
      "Right: That key is the one that the first record of the log names.",
      "Right: The record says what this page shows: release, artifacts, verdict, policy, input, outcome and engine.",
    ])
    const download = page.waitForEvent("download")
    await page.getByRole("button", { name: "Signed record" }).click()
    expect((await download).suggestedFilename()).toMatch(/\.decision\.sigstore\.json$/)
    expect(wrongs).toEqual([])
    await close()
  })

  test("a record by a key that the log has not named is told apart", async () => {
    const { page, close } = await decisionPage()
    // Somebody who holds the record key of another log hands out that log's first record.
    await page.route("**/records/0/bundle*", async (route) => {
      const answer = await route.fetch({ url: route.request().url().replace("/0/", "/1/") })
      await route.fulfill({ response: answer })
    })
    await here(page).click()
    expect(await stepsOf(page)).toContainEqual(
      expect.stringMatching(/^Wrong: The first record of the log does not hold/),
    )
    await close()
  })

  test("an entry leads to its signed records and their proofs, and the head can be taken along", async () => {
    const { page, wrongs, close } = await world().open("/audit?kind=decision.recorded")
    const saved = async (name: string | RegExp): Promise<string> => {
      const download = page.waitForEvent("download")
      await page.getByRole("button", { name }).first().press("Enter")
      return (await download).suggestedFilename()
    }
    await page
      .getByRole("button", { name: /^Entry \d+, raw JSON$/ })
      .first()
      .press("Enter")
    await page.getByText(/^Signed record \d+: promotion decision, number \d+ of checkout\//).waitFor()
    expect(await saved(/^Download record \d+ as a Sigstore bundle$/)).toMatch(/^record-\d+\.sigstore\.json$/)
    expect(await saved(/^Download the proof of record \d+$/)).toMatch(/^record-\d+\.tlog-proof$/)
    for (const file of ["policy.txt", "trusted_root.json", "decision.pub"]) expect(await saved(file)).toBe(file)
    expect(await saved("Checkpoint")).toBe("checkpoint.txt")
    expect(wrongs).toEqual([])
    await close()
  })

  test.for([
    [
      "another statement",
      (text: string) =>
        text.replace(
          /"payload":"(.{400})(.)/,
          (_all, head: string, one: string) => `"payload":"${head}${one === "A" ? "B" : "A"}`,
        ),
    ],
    [
      "another signature",
      (text: string) =>
        text.replace(
          /"sig":"(.{20})(.)/,
          (_all, head: string, one: string) => `"sig":"${head}${one === "A" ? "B" : "A"}`,
        ),
    ],
  ] as const)("a record with %s is told apart", async ([, change]) => {
    const { page, close } = await decisionPage()
    await page.route("**/decision.sigstore.json", async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: change(await answer.text()) })
    })
    await here(page).click()
    expect(await stepsOf(page)).toStrictEqual([expect.stringMatching(/^Wrong: The bundle does not hold:/)])
    await close()
  })

  test("a page that shows something else than was signed is told apart", async () => {
    const { page, close } = await decisionPage()
    await page.route("**/v1/decisions/*", async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('"deny"', '"allow"') })
    })
    await page.reload()
    await here(page).click()
    expect((await stepsOf(page)).at(-1)).toMatch(
      /^Wrong: The record says something else than this page: .*verdict deny/,
    )
    await close()
  })

  test.for(["light", "dark"] as const)(
    "both pages pass the examination in the %s theme, wide and narrow",
    async (theme) => {
      const looks = [1560, 400].map((width) => ({ theme, width, isExamined: true }))
      for (const look of looks) {
        for (const open of [() => world().open("/audit", look), () => decisionPage(look)]) {
          const { page, close } = await open()
          await here(page).click()
          await stepsOf(page)
          await settled(page)
          await page.evaluate(axe.source)
          const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([])
          await close()
        }
      }
    },
  )
})
