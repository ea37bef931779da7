import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playWorkedExample } from "./support/api.ts"
import { settled, useWorld } from "./support/world.ts"

const RELEASE = "/a/checkout/releases/v2.5.0"

const focusedCell = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-cell"))
const cell = (page: Page, name: string) => page.locator(`[data-cell="${name}"]`)

describe.skipIf(missingPart("chromium") !== undefined)("the release matrix", () => {
  const world = useWorld(playWorkedExample)

  test("says the verdict, what stands in the way and what to do, in the words of the gate", async () => {
    const { page, close } = await world().open("/a/checkout/releases/v2.4.0")
    const verdict = page.getByRole("region", { name: "Verdict" })
    await verdict.getByRole("heading", { name: "v2.4.0 from dev to staging: denied by 1 check." }).waitFor()
    const text = await verdict.innerText()
    expect(text).toContain("33/40 passed (82.5 %, minimum 85 %)")
    expect(text).toContain("To unblock: make 1 of these 7 failing integration tests pass in dev (developer)")
    await close()
  })

  test("gives each cell its state in words, its number with denominator, and the environment's own minimum", async () => {
    const { page, close } = await world().open(RELEASE)
    const grid = page.getByRole("grid")
    await grid.waitFor()
    expect((await cell(page, "integration.dev").innerText()).replaceAll(/\s+/g, " ")).toMatch(
      /^Warning, 85 % .*34 \/ 40/,
    )
    expect(await cell(page, "unit.staging").innerText()).toContain("Not applicable")
    expect(await grid.getByRole("columnheader").count()).toBe(5)
    await close()
  })

  test("is one tab stop; arrows, Home, End, Ctrl and Page keys move inside it", async () => {
    const { page, close } = await world().open(RELEASE)
    await page.getByRole("grid").waitFor()
    expect(await page.locator('[role="grid"] [tabindex="0"]').count()).toBe(1)
    await page.locator('[role="grid"] [tabindex="0"]').focus()
    const walked: (string | null | undefined)[] = []
    const keys = ["Home", "ArrowDown", "ArrowRight", "End", "ArrowRight", "Control+End", "Control+Home", "ArrowUp"]
    for (const key of [...keys, "PageDown", "PageUp"]) {
      await page.keyboard.press(key)
      walked.push(`${key} ${await focusedCell(page)}`)
    }
    expect(walked).toMatchInlineSnapshot(`
      [
        "Home unit.dev",
        "ArrowDown integration.dev",
        "ArrowRight integration.staging",
        "End integration.prod",
        "ArrowRight integration.prod",
        "Control+End ~all.prod",
        "Control+Home unit.dev",
        "ArrowUp unit.dev",
        "PageDown ~all.dev",
        "PageUp unit.dev",
      ]
    `)
    await close()
  })

  test("Enter opens where the number comes from, Escape goes back to the cell, and the address keeps it", async () => {
    const { page, close } = await world().open(`${RELEASE}?cell=integration.dev`)
    const panel = page.getByRole("region", { name: "Integration in Dev" })
    await panel.waitFor()
    await page.getByRole("grid").locator('[tabindex="0"]').focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    const unit = page.getByRole("region", { name: "Unit in Dev" })
    await unit.waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-labelledby") === "cell")
    expect(new URL(page.url()).search).toBe("?cell=unit.dev")
    await page.keyboard.press("Escape")
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-cell") === "unit.dev")
    expect(new URL(page.url()).search).toBe("")
    await close()
  })

  test("shows the derivation: formula, tests by state, exclusions, policy, file; also after a reload", async () => {
    const { page, close } = await world().open(RELEASE)
    await cell(page, "integration.dev").click()
    await page.reload()
    const panel = page.getByRole("region", { name: "Integration in Dev" })
    await panel.getByText("passed ÷ in scope = 34 ÷ 40 = 85").waitFor()
    expect(await panel.getByRole("listitem").filter({ hasText: "Failed" }).count()).toBe(6)
    await panel.getByLabel("Tests that").selectOption("passed")
    await page.waitForURL(/state=passed/)
    await panel.getByText("34", { exact: true }).waitFor()
    const download = page.waitForEvent("download")
    await panel.getByRole("button", { name: "Download dev-integration.xml" }).click()
    expect((await download).suggestedFilename()).toBe("dev-integration.xml")
    await panel.getByRole("link", { name: "Open evidence" }).click()
    await page.getByRole("heading", { level: 1, name: "dev-integration.xml" }).waitFor()
    await close()
  })

  test("adds the categories up where the sum is opened", async () => {
    const { page, close } = await world().open(`${RELEASE}?cell=~all.dev`)
    const row = page.getByRole("region", { name: "All tests in Dev" }).getByRole("row")
    await row.first().waitFor()
    expect((await row.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "))).toMatchInlineSnapshot(`
      [
        "Category Passed / in scope",
        "Unit 145 / 145",
        "Integration 34 / 40",
        "Smoke 12 / 12",
        "96.95 % 191 / 197",
      ]
    `)
    await close()
  })

  test("recalculates before one's eyes when a report arrives, and says so once", async () => {
    await world().api.register("v2.6.0")
    const { page, wrongs, close } = await world().open("/a/checkout/releases/v2.6.0")
    await settled(page)
    await page.getByText("Live", { exact: true }).waitFor()
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
    for (const file of ["dev-unit.xml", "dev-integration-rerun.xml", "dev-smoke.xml"]) {
      await world().api.report("v2.6.0", "dev", file)
    }
    await cell(page, "integration.dev").getByText("82.5 %").waitFor()
    await page.getByRole("status").getByText("Recalculated. v2.6.0 from dev to staging: denied").waitFor()
    await world().api.report("v2.6.0", "dev", "dev-integration.xml")
    await cell(page, "integration.dev").getByText("85 %", { exact: true }).waitFor()
    await page.getByRole("heading", { name: "v2.6.0 from dev to staging: allowed, with 1 warning." }).waitFor()
    expect(await page.evaluate(() => "isSamePage" in globalThis)).toBe(true)
    expect(wrongs).toEqual([])
    await close()
  })

  test("asks the gate with the keyboard; the decision is recorded and can be opened", async () => {
    const { page, wrongs, close } = await world().open("/a/checkout/releases/v2.4.0")
    await page.getByRole("button", { name: "Ask the gate into Staging" }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("Recorded: denied.").waitFor()
    await page.getByRole("link", { name: "Open the decision" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { level: 1, name: "v2.4.0 into Staging: denied" }).waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("shows one environment at a time on a narrow screen, with its panel as a sheet", async () => {
    const { page, close } = await world().open(RELEASE, { width: 390, height: 844 })
    await page.getByRole("grid").waitFor()
    const shown = () => page.getByRole("columnheader").filter({ visible: true }).allInnerTexts()
    expect((await shown()).map((text) => text.split("\n")[0])).toEqual(["Staging"])
    await page.getByRole("button", { name: "Previous environment: Dev" }).click()
    expect((await shown()).map((text) => text.split("\n")[0])).toEqual(["Dev"])
    await cell(page, "integration.dev").click()
    const sheet = page.getByRole("region", { name: "Integration in Dev" })
    await sheet.waitFor()
    expect(await sheet.evaluate((element) => getComputedStyle(element).position)).toBe("fixed")
    await sheet.getByRole("button", { name: "Close" }).click()
    await sheet.waitFor({ state: "detached" })
    await close()
  })
})
