import axe from "axe-core"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { askOver } from "../server/support/client.ts"
import { playWorkedExample } from "./support/api.ts"
import { settled, useWorld } from "./support/world.ts"

const NAME = "Gudrun Ölçerzweig"
const RELEASE = "/v1/applications/checkout/releases/v2.5.0"

describe.skipIf(missingPart("chromium") !== undefined)("erasing a person on the page", () => {
  const world = useWorld(playWorkedExample)
  const admin = () => askOver(world().server.url, world().server.adminToken)

  /** Somebody who wrote something, and left. Answers the id. */
  const leaver = async (name: string): Promise<string> => {
    const made = await admin()("POST", "/v1/tokens", { json: { name, scopes: ["admin"] } })
    const { id } = made.body["token"] as { id: string }
    const theirs = askOver(world().server.url, String(made.body["secret"]))
    await theirs("POST", `${RELEASE}/block`, { json: { reason: `${name} found a leak` } })
    await theirs("POST", `${RELEASE}/unblock`, { json: { reason: `${name} mended it` } })
    await admin()("DELETE", `/v1/tokens/${id}`)
    return id
  }
  const violations = async (page: Page): Promise<readonly string[]> => {
    await page.evaluate(axe.source)
    const found = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)
  }
  const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

  test("shows what goes, asks for the name by hand, and leads to the notice; by keyboard alone", async () => {
    await leaver(NAME)
    const { page, wrongs, close } = await world().open("/access")
    await settled(page)
    await page.getByText("Nobody was erased").waitFor()
    await page.getByRole("button", { name: "Erase a person…" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("dialog").getByLabel("Token").press("G")
    await page.getByRole("button", { name: "Look what would go" }).press("Enter")
    const dialog = page.getByRole("dialog")
    await dialog.getByRole("heading", { name: "What goes" }).waitFor()
    const going = await dialog.getByRole("list", { name: "Names and words that go" }).innerText()
    expect(going.split("\n").toSorted()).toEqual(
      [
        `${NAME} (name of the token)`,
        `${NAME} (name)`,
        `${NAME} found a leak (reason)`,
        `${NAME} mended it (reason)`,
      ].toSorted(),
    )
    const button = dialog.getByRole("button", { name: "Erase for good" })
    const confirm = dialog.getByLabel(`Type “${NAME}” to confirm`)
    await confirm.focus()
    await page.keyboard.type(NAME.toLowerCase())
    expect(await button.isDisabled()).toBe(true)
    await confirm.fill(NAME)
    await page.keyboard.press("Enter")
    await dialog.getByText("4 names and words erased. Not a byte of it is left in the database.").waitFor()
    await dialog.getByRole("button", { name: "Done" }).press("Enter")
    const notice = page.getByRole("table").nth(1).getByRole("row").nth(1)
    expect((await notice.innerText()).replaceAll(/\s+/g, " ")).toMatch(
      /gdpr-art-17 4 names and words administrator Finished/,
    )
    expect(await page.content()).not.toContain("Gudrun")
    // From what it erased one comes to the notice, and from the notice to its entry.
    await page.goto(`${world().server.url}/audit?kind=release.blocked`)
    await settled(page)
    await page
      .getByRole("link", { name: /^erased by the notice in entry/ })
      .first()
      .click()
    await page
      .getByRole("cell", { name: /was erased \(gdpr-art-17\)/ })
      .first()
      .waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("erases nothing while a token of that name is in use, and says which", async () => {
    const made = await admin()("POST", "/v1/tokens", { json: { name: "Wilhelmine", scopes: ["read"] } })
    const { page, close } = await world().open("/access")
    await settled(page)
    await page.getByRole("button", { name: "Erase a person…" }).click()
    await page.getByLabel("Text", { exact: true }).fill("wilhelm")
    await page.getByRole("button", { name: "Look what would go" }).click()
    await page.getByRole("alert").getByText("Wilhelmine is a token in use").waitFor()
    expect(await page.getByRole("button", { name: "Erase for good" }).count()).toBe(0)
    await page.getByRole("button", { name: "Back" }).click()
    expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe("wilhelm")
    await page.getByLabel("Text", { exact: true }).fill("nobody of that name")
    await page.getByRole("button", { name: "Look what would go" }).click()
    await page.getByRole("alert").getByText("there is nothing to erase").waitFor()
    await admin()("DELETE", `/v1/tokens/${(made.body["token"] as { id: string }).id}`)
    await close()
  })

  test("takes raw evidence that is chosen", async () => {
    const { page, close } = await world().open("/access")
    await settled(page)
    await page.getByRole("button", { name: "Erase a person…" }).click()
    await page.getByLabel("Text", { exact: true }).fill("wallet")
    await page.getByRole("button", { name: "Look what would go" }).click()
    await page.getByRole("heading", { name: "What stays" }).waitFor()
    const files = page.getByRole("group", { name: /^Reports as they were sent/ }).getByRole("checkbox")
    expect(await files.count()).toBeGreaterThan(0)
    await files.first().check()
    await page.getByLabel("Type “wallet” to confirm").fill("wallet")
    await page.getByRole("button", { name: "Erase for good" }).click()
    await page.getByRole("heading", { name: "Erased" }).waitFor()
    expect((await admin()("POST", "/v1/ledger/verify")).body["agrees"]).toBe(true)
    await close()
  })

  test.for([
    { theme: "light", width: 1440 },
    { theme: "dark", width: 1440 },
    { theme: "light", width: 400 },
    { theme: "dark", width: 320 },
  ] as const)("has no violation that axe finds at any step: $theme, $width px", async ({ theme, width }) => {
    const name = `Hedwig ${theme} ${width}`
    const id = await leaver(name)
    const { page, wrongs, close } = await world().open("/access", { theme, width, isExamined: true })
    await settled(page)
    const found: Record<string, readonly unknown[]> = {}
    const look = async (step: string) => {
      found[step] = [...(await violations(page)), ...((await tooWide(page)) > 0 ? ["it scrolls sideways"] : [])]
    }
    await look("the list")
    await page.getByRole("button", { name: "Erase a person…" }).click()
    await page.getByRole("dialog").getByLabel("Token").selectOption(id)
    await look("who")
    await page.getByRole("button", { name: "Look what would go" }).click()
    await page.getByRole("heading", { name: "What goes" }).waitFor()
    await look("what")
    await page.getByLabel(`Type “${name}” to confirm`).fill(name)
    await page.getByRole("button", { name: "Erase for good" }).click()
    await page.getByRole("heading", { name: "Erased" }).waitFor()
    await look("erased")
    await page.goto(`${world().server.url}/audit`)
    await settled(page)
    await look("the trail")
    expect({ found, wrongs }).toEqual({
      found: { "the list": [], who: [], what: [], erased: [], "the trail": [] },
      wrongs: [],
    })
    await close()
  })
})
