import axe from "axe-core"
import { readFile } from "node:fs/promises"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playWorkedExample } from "./support/api.ts"
import { settled, useWorld } from "./support/world.ts"

const section = (page: Page) => page.getByRole("region", { name: "Reports for auditors" })
const THEMES = ["light", "dark"] as const

describe.skipIf(missingPart("chromium") !== undefined)("reports for auditors, from the page", () => {
  const world = useWorld(playWorkedExample)

  const saved = async (page: Page, how: () => Promise<void>): Promise<{ name: string; text: string }> => {
    const coming = page.waitForEvent("download")
    await how()
    const download = await coming
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") }
  }
  const violations = async (page: Page): Promise<readonly string[]> => {
    await page.evaluate(axe.source)
    const found = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)
  }

  test("are saved in each format, and what they say of themselves is said", async () => {
    const { page, wrongs, close } = await world().open("/audit")
    const reports = section(page)
    await reports.getByLabel("Into").selectOption("every environment")
    const { name, text } = await saved(page, () => reports.getByRole("button", { name: "Save as CSV" }).click())
    expect(name).toBe("promotrail-population.csv")
    const [header = "", ...rows] = text.split("\r\n")
    expect(header).toMatch(/^record,decided at,/)
    const decisions = (await world().api.get("/v1/decisions"))["items"] as readonly unknown[]
    expect(rows.filter((row) => /,2\d{3}-/.test(row))).toHaveLength(decisions.length)
    await reports.getByText("Complete", { exact: true }).waitFor()
    await reports.getByText(/streams are numbered without a gap/).waitFor()
    for (const [report, file] of [
      ["Controls", "controls"],
      ["Overrides and waivers", "overrides"],
      ["Access", "access"],
    ] as const) {
      await reports.getByLabel("Report", { exact: true }).selectOption(report)
      const lines = await saved(page, () => reports.getByRole("button", { name: "Save as JSON lines" }).click())
      expect(lines.name).toBe(`promotrail-${file}.jsonl`)
      expect(JSON.parse(lines.text.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ isComplete: true })
    }
    expect(wrongs).toEqual([])
    await close()
  })

  test("are made by keyboard alone, for a period and a sample", async () => {
    const { page, wrongs, close } = await world().open("/audit")
    const reports = section(page)
    await reports.getByLabel("Into").press("e")
    await reports.getByLabel("Sample").fill("1")
    await reports.getByLabel("Before (UTC)").fill("2020-01-01")
    const none = await saved(page, () => reports.getByLabel("Seed").press("Enter"))
    expect(none.text).toContain("0 changes, out of the")
    await reports.getByLabel("Before (UTC)").fill("")
    const { text } = await saved(page, () => reports.getByRole("button", { name: "Save as HTML" }).press("Enter"))
    expect(text.match(/<section>/g)).toHaveLength(1)
    await reports.getByLabel("Sample").fill("5000")
    await reports.getByRole("button", { name: "Save as HTML" }).press("Enter")
    await expect
      .poll(() => reports.getByLabel("Sample").evaluate((field) => document.activeElement === field))
      .toBe(true)
    expect(wrongs).toEqual([])
    await close()
  })

  test("that say they are not complete are shown so, and so are those that say nothing", async () => {
    const { page, close } = await world().open("/audit")
    await page.route("**/v1/audit/controls/export*", async (route) => {
      const answer = await route.fetch()
      const { "x-promotrail-complete": _, ...headers } = answer.headers()
      await route.fulfill({ response: answer, headers })
    })
    const reports = section(page)
    await reports.getByLabel("Report", { exact: true }).selectOption("Controls")
    await saved(page, () => reports.getByRole("button", { name: "Save as CSV" }).click())
    const shown = reports.getByText("Not complete", { exact: true })
    await shown.waitFor()
    expect(await shown.isVisible()).toBe(true)
    await close()
  })

  test("lead from a control to its entries, from the last one of the period back", async () => {
    const second = (
      (await world().api.get("/v1/audit?kind=decision.recorded"))["items"] as { index: number; at: string }[]
    )[0]
    const controls = await world().api.get(`/v1/audit/controls?to=${second?.at}`)
    const all = controls["controls"] as {
      id: string
      records: { kind: string; count: number; pages: string[] }[]
    }[]
    const decisions = all.flatMap(({ records }) => records).find(({ kind }) => kind === "promotion-decision")
    const { page, wrongs, close } = await world().open(decisions?.pages[0] ?? "")
    await page
      .getByRole("button", { name: /^Entry \d+, raw JSON$/ })
      .first()
      .waitFor()
    // The period does not hold its end.
    expect(await page.getByRole("button", { name: /^Entry \d+, raw JSON$/ }).count()).toBe(1)
    expect(await page.getByRole("button", { name: `Entry ${second?.index}, raw JSON` }).count()).toBe(0)
    expect(decisions?.count).toBe(1)
    expect(wrongs).toEqual([])
    await close()
  })

  test("are offered as far as a token may have them", async () => {
    const token = async (scopes: readonly string[], applications: readonly string[]) => {
      const made = await world().api.post("/v1/tokens", { name: "auditor", scopes, applications })
      return String(made["secret"])
    }
    const reader = await world().open("/audit", { token: await token(["read"], []) })
    await section(reader.page).getByLabel("Report", { exact: true }).waitFor()
    const offered = await section(reader.page).getByLabel("Report", { exact: true }).locator("option").allInnerTexts()
    expect(offered).toEqual(["Changes", "Overrides and waivers", "Controls"])
    await reader.close()
    const part = await world().open("/audit", { token: await token(["read"], ["checkout"]) })
    await section(part.page).getByText("this token is for checkout alone").waitFor()
    expect(await section(part.page).getByRole("button").count()).toBe(0)
    await part.close()
  })

  test.for(THEMES.flatMap((theme) => [1440, 400].map((width) => [theme, width] as const)))(
    "are chosen in a form without complaints, %s, %i wide",
    async ([theme, width]) => {
      const { page, close } = await world().open("/audit", { theme, width, isExamined: true })
      await settled(page)
      await section(page).getByLabel("Report", { exact: true }).waitFor()
      expect(await violations(page)).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      await close()
    },
  )

  test.for([1440, 400])(
    "are pages without script or complaints, %i wide, and print a page for each change",
    async (width) => {
      const { page, close } = await world().open("/audit", { width, isExamined: true })
      const headers = { authorization: `Bearer ${world().server.adminToken}` }
      for (const path of ["population/export?tier=all&sample=2&", "access/export?", "controls/export?", "export?"]) {
        const answer = await fetch(`${world().server.url}/v1/audit/${path}format=html`, { headers })
        const html = await answer.text()
        expect(html).not.toMatch(/<script|\son\w+=|https?:\/\/(?!127\.0\.0\.1:)/)
        await page.setContent(html)
        expect([path, await violations(page)]).toEqual([path, []])
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
        if (!path.startsWith("population")) continue
        await page.emulateMedia({ media: "print" })
        const breaks = await page
          .locator("section")
          .evaluateAll((all) => all.map((each) => getComputedStyle(each).breakBefore))
        expect(breaks).toEqual(["page", "page"])
        await page.emulateMedia({ media: "screen" })
      }
      await close()
    },
  )
})
