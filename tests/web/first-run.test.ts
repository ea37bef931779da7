import { describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { settled, useWorld } from "./support/world.ts"

describe.skipIf(missingPart("chromium") !== undefined)("the first minute", () => {
  const world = useWorld(async () => undefined)

  test("an empty installation says what to do, with commands that name this server", async () => {
    const { page, close } = await world().open("/")
    await page.getByRole("heading", { name: "Your first application, in three steps" }).waitFor()
    expect(await page.getByRole("main").innerText()).toContain(`export PROMOTRAIL_URL=${world().server.url}`)
    await close()
  })

  test("the chosen theme is kept, and wins over the system's", async () => {
    const { page, close } = await world().open("/")
    await settled(page)
    await page.getByRole("button", { name: "Dark" }).click()
    await page.reload()
    await settled(page)
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      "rgb(14, 17, 22)",
    )
    await close()
  })

  test("the sample is loaded with one click, shows its eight releases, and is archived again", async () => {
    const { page, wrongs, close } = await world().open("/")
    await page.getByRole("button", { name: "Load the sample application" }).click()
    await page.getByRole("progressbar", { name: "Loading the sample" }).waitFor()
    await page.getByRole("heading", { name: "The sample application is on its way" }).waitFor({ state: "detached" })
    await page.getByText("8 releases").waitFor()
    expect(await page.getByRole("alert").count()).toBe(0)
    await page.getByRole("link", { name: "Newest: v2.5.0" }).click()
    await page.getByRole("heading", { level: 1, name: "Release v2.5.0" }).waitFor()
    expect(await page.getByRole("region", { name: "Last 8 releases" }).getByRole("link").count()).toBe(8)
    await page.goto(world().server.url)
    await page.getByRole("button", { name: "Archive checkout" }).click()
    await page.getByLabel("Reason").fill("looked at")
    await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click()
    await page.getByRole("heading", { name: "Look around first" }).waitFor()
    await page.goto(`${world().server.url}/audit`)
    await page.getByRole("link", { name: "application.archived" }).waitFor()
    expect(wrongs).toEqual([])
    await close()
  })
})
