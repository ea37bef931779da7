import { readFile } from "node:fs/promises"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playWorkedExample } from "./support/api.ts"
import { settled, useWorld } from "./support/world.ts"

const bodyRows = (page: Page, table: string) => page.getByRole("region", { name: table }).locator("tbody tr")

describe.skipIf(missingPart("chromium") !== undefined)("what was decided and recorded", () => {
  const world = useWorld(playWorkedExample)

  test("a denial names every failing check with its numbers, the smallest way out, and its proof", async () => {
    const { page, close } = await world().open("/a/checkout/releases/v2.4.0")
    await page.getByRole("link", { name: "Denied into Staging" }).click()
    await page.getByRole("heading", { level: 1, name: "v2.4.0 into Staging: denied" }).waitFor()
    const first = await bodyRows(page, "Checks").first().innerText()
    expect(first.replaceAll(/\s+/g, " ")).toBe(
      "Fail Coverage at exit: integration 33/40 passed (82.5 %, minimum 85 %); 1 more pass needed Evidence 82.5 % 33 / 40 ≥ 85 %",
    )
    await page.getByText("Make 1 of these 7 failing integration tests pass in dev").waitFor()
    await page.getByRole("button", { name: "Replay", exact: true }).click()
    await page.getByText("Agrees, byte for byte").waitFor()
    await page.getByRole("button", { name: "Replay deeply" }).click()
    await page.getByText("Follows from its evidence").waitFor()
    const download = page.waitForEvent("download")
    await page.getByRole("button", { name: "Download the input" }).click()
    const input = JSON.parse(await readFile(await (await download).path(), "utf8")) as Record<string, unknown>
    expect(input["schema"]).toBe("promotrail/gate-input/v1")
    await close()
  })

  test("the audit trail filters by chips that stand in the address, and pages without losing them", async () => {
    const { page, close } = await world().open("/audit")
    await settled(page)
    await page.getByLabel("What").selectOption("evidence.recorded")
    await page.getByRole("button", { name: "Filter", exact: true }).click()
    await page.waitForURL(/kind=evidence\.recorded/)
    await page.getByLabel("Release", { exact: true }).fill("v2.5.0")
    await page.keyboard.press("Enter")
    await page.waitForURL(/release=v2\.5\.0/)
    await page.reload()
    await page.getByRole("link", { name: "Remove filter kind evidence.recorded" }).waitFor()
    await bodyRows(page, "Entries").first().waitFor()
    expect(await bodyRows(page, "Entries").count()).toBe(6)
    await page.getByRole("link", { name: "Remove filter release v2.5.0" }).click()
    await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 9)
    expect(new URL(page.url()).search).toBe("?kind=evidence.recorded")
    await close()
  })

  test("an entry opens to the JSON its hash was taken over, by keyboard", async () => {
    const { page, wrongs, close } = await world().open("/audit?kind=policy.applied")
    await page.getByRole("button", { name: /^Entry \d+, raw JSON$/ }).press("Enter")
    await page.getByText('"kind": "policy.applied"').waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("verifying says what was found", async () => {
    const { page, close } = await world().open("/audit")
    await page.getByRole("button", { name: "Verify now" }).click()
    const verification = page.getByRole("region", { name: "Verification" })
    await verification.getByRole("button", { name: "Verify again" }).waitFor()
    expect(await verification.innerText()).toMatch(/hashed again, .* rebuilt and compared, .* read; took/)
    expect(await verification.getAttribute("data-state")).toBe("pass")
    await close()
  })

  test("the whole trail is exported as CSV, every entry once", async () => {
    const { entries } = await world().api.get("/v1/ledger")
    const { page, close } = await world().open("/audit")
    const download = page.waitForEvent("download")
    await page.getByRole("button", { name: "Export CSV" }).click()
    const lines = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\n")
    expect(lines.length).toBe(Number(entries) + 1)
    await close()
  })

  test("a refused file stands in the evidence list with its reason, and opens", async () => {
    const { page, close } = await world().open("/evidence")
    await page.getByRole("link", { name: "Rejected" }).click()
    await page.waitForURL(/outcome=rejected/)
    await page.getByRole("link", { name: "torn.xml" }).click()
    await page.getByRole("heading", { level: 1, name: "torn.xml" }).waitFor()
    expect(await page.getByRole("region", { name: "Why it does not count" }).innerText()).toMatch(/cut off|ends/)
    await close()
  })

  test("a test is quarantined with owner, reason and date, and then listed by when that ends", async () => {
    const { page, wrongs, close } = await world().open("/a/checkout/tests")
    await page.getByLabel("Search tests by id").fill("wallet")
    await page.keyboard.press("Enter")
    await page.waitForURL(/search=wallet/)
    await page
      .getByRole("button", { name: /^Quarantine / })
      .first()
      .click()
    await page.getByLabel("Owner").fill("anna")
    await page.getByLabel("Reason").fill("PAY-811")
    await page.getByRole("dialog").getByRole("button", { name: "Quarantine" }).click()
    await page.getByRole("heading", { name: "1 test quarantined" }).waitFor()
    await page.getByRole("button", { name: "Done" }).click()
    await page.goto(`${world().server.url}/a/checkout/tests?filter=quarantined`)
    await page.getByText("anna: PAY-811").waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("a release is blocked and freed by hand, and the verdict follows", async () => {
    const { page, wrongs, close } = await world().open("/a/checkout/releases/v2.5.0")
    await page.getByRole("button", { name: "Block…" }).click()
    await page.getByLabel("Reason").fill("loses carts on retry")
    await page.getByRole("button", { name: "Block", exact: true }).click()
    await page.getByText("blocked by administrator: loses carts on retry").first().waitFor()
    await page.getByRole("button", { name: "Lift the block…" }).click()
    await page.getByLabel("Reason").fill("fixed")
    await page.getByRole("button", { name: "Lift the block", exact: true }).click()
    await page.getByText("loses carts on retry").first().waitFor({ state: "detached" })
    expect(wrongs).toEqual([])
    await close()
  })

  test("Ctrl K goes to a release by typing, and ? shows the keys", async () => {
    const { page, wrongs, close } = await world().open("/")
    await settled(page)
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keys" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "detached" })
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox").waitFor()
    await page.keyboard.type("2.4.0")
    await page.getByRole("option", { name: "checkout v2.4.0 release" }).waitFor()
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { level: 1, name: "Release v2.4.0" }).waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("Ctrl K opens the search even before the dialog that Escape closed has told so", async () => {
    const { page, wrongs, close } = await world().open("/")
    await settled(page)
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keys" }).waitFor()
    // Both in one task: the event that the dialog closed comes in a later one.
    await page.evaluate(() => {
      document.querySelector("dialog")?.close()
      dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true }))
    })
    await page.getByRole("combobox").waitFor()
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
    expect(await page.getByRole("combobox").isVisible()).toBe(true)
    expect(wrongs).toEqual([])
    await close()
  })
})
