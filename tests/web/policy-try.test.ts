import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import axe from "axe-core"
import type { Page } from "playwright-core"
import { afterAll, describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playWorkedExample } from "./support/api.ts"
import { settled, useWorld } from "./support/world.ts"

const folder = mkdtempSync(join(tmpdir(), "promotrail-try-"))
afterAll(() => rmSync(folder, { recursive: true }))
const words = (text: string) => text.replaceAll(/\s+/g, " ").trim()

const opened = async (page: Page) => {
  await settled(page)
  const section = page.getByRole("region", { name: "Before you change it" })
  await section.getByRole("button", { name: "Try a policy" }).click()
  const text = section.getByRole("textbox", { name: "The other policy" })
  await text.waitFor()
  return { section, text }
}
const changed = (text: string, from: RegExp, to: string): string => {
  const other = text.replace(from, to)
  if (other === text) throw new Error(`the policy of the example has no ${String(from)}`)
  return other
}

describe.skipIf(missingPart("chromium") !== undefined)("trying a policy", () => {
  const world = useWorld(playWorkedExample)
  const open = (look = {}) => world().open("/a/checkout/policy", look)

  test("begins with the one in force, says what would have ended otherwise and why, and leads to the decision", async () => {
    const { page, wrongs, close } = await open()
    const { section, text } = await opened(page)
    const inForce = await text.inputValue()
    expect(inForce).toContain("application: checkout")
    await section.getByRole("button", { name: "Try it" }).click()
    await section.getByRole("heading", { name: "All 2 decisions would have ended the same" }).waitFor()
    expect(await section.getByRole("table").count()).toBe(0)
    await text.fill(changed(inForce, /minimum: 85, target: 90/, "minimum: 99, target: 99"))
    await section.getByRole("button", { name: "Try it" }).click()
    const heading = section.getByRole("heading", { name: "1 of 2 decisions would have ended otherwise" })
    await heading.waitFor()
    expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true)
    const line = section.getByRole("table").getByRole("row").nth(1)
    expect(words(await line.innerText())).toMatch(
      /^v2\.5\.0 into Staging .* Allow Deny v2\.5\.0 from dev to staging: denied by/,
    )
    expect(await line.innerText()).toContain("minimum 99\u00a0%")
    await line.getByRole("link", { name: "v2.5.0 into Staging" }).click()
    await page.waitForURL(/\/decisions\/[0-9A-Z]{26}$/)
    expect(wrongs).toEqual([])
    await close()
  })

  test("a policy of other test rules is answered, one without the gate is told as that, and a mistake is shown", async () => {
    const { page, wrongs, close } = await open()
    const { section, text } = await opened(page)
    const inForce = await text.inputValue()
    const file = join(folder, "other.yaml")
    writeFileSync(
      file,
      changed(inForce, /suite: "integration: \*", category: integration/, 'suite: "integration: *", category: late'),
    )
    await section.getByLabel("A policy file").setInputFiles(file)
    await expect.poll(() => text.inputValue()).toContain("category: late")
    await section.getByRole("button", { name: "Try it" }).click()
    await section.getByText("What was frozen could not answer for 2").waitFor()
    await text.fill(changed(inForce, /path: \[dev, staging, preprod, prod\]/, "path: [staging, dev, preprod, prod]"))
    await section.getByRole("button", { name: "Try it" }).click()
    await section.getByText("no gate into staging").first().waitFor()
    await section.getByRole("button", { name: "Back to the one in force" }).click()
    expect(await text.inputValue()).toBe(inForce)
    await text.fill(changed(inForce, /minimum: 85/, "minimum: 185"))
    await section.getByRole("button", { name: "Try it" }).click()
    expect(words(await section.getByRole("alert").innerText())).toContain("The policy has mistakes")
    expect(wrongs).toEqual([])
    await close()
  })

  test("by keyboard alone", async () => {
    const { page, close } = await open()
    await settled(page)
    await page.getByRole("button", { name: "Try a policy" }).focus()
    await page.keyboard.press("Enter")
    const text = page.getByRole("textbox", { name: "The other policy" })
    await text.waitFor()
    await page.keyboard.press("Tab")
    expect(await text.evaluate((element) => element === document.activeElement)).toBe(true)
    for (const name of ["Choose a file", "On the last decisions", "Try it"]) {
      await page.keyboard.press("Tab")
      expect(await page.evaluate(() => document.activeElement?.closest("label, button")?.textContent?.trim())).toBe(
        name,
      )
    }
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "All 2 decisions would have ended the same" }).waitFor()
    await close()
  })

  test("where many inputs have to be made again that is offered, and done when it is asked for", async () => {
    for (let more = 0; more < 20; more++) await world().api.gate("v2.5.0", "staging")
    const { page, wrongs, close } = await open()
    const { section, text } = await opened(page)
    const scopes = changed(
      await text.inputValue(),
      /category: smoke, environments: all/,
      "category: smoke, environments: [prod]",
    )
    await text.fill(scopes)
    await section.getByRole("button", { name: "Try it" }).click()
    await section.getByText("22 decisions need their inputs made again").waitFor()
    expect(words(await section.getByRole("table").getByRole("row").nth(1).innerText())).toContain("No answer")
    await section.getByRole("button", { name: "Make them again" }).click()
    await section.getByText("What was frozen could not answer for 22").waitFor()
    expect(await section.getByRole("button", { name: "Make them again" }).count()).toBe(0)
    expect(wrongs).toEqual([])
    await close()
  })

  const LOOKS = (["light", "dark"] as const).flatMap((theme) => [1440, 400].map((width) => ({ theme, width })))
  test.for(LOOKS)(
    "passes the examination, $theme and $width wide, and never is wider than the screen",
    async (look) => {
      const { page, wrongs, close } = await open({ ...look, isExamined: true })
      const { section, text } = await opened(page)
      await text.fill(changed(await text.inputValue(), /minimum: 85, target: 90/, "minimum: 99, target: 99"))
      await section.getByRole("button", { name: "Try it" }).click()
      await section.getByRole("table").waitFor()
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      expect(wrongs).toEqual([])
      await close()
    },
  )
})
