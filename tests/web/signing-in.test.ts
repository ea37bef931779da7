import { describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playWorkedExample } from "./support/api.ts"
import { settled, useWorld } from "./support/world.ts"

describe.skipIf(missingPart("chromium") !== undefined)("signing in", () => {
  const world = useWorld(playWorkedExample)
  const made = async (name: string, scopes: readonly string[]) => {
    const { secret, token } = await world().api.post("/v1/tokens", { name, scopes })
    return { secret: secret as string, id: (token as { id: string }).id }
  }

  test("refuses a wrong token beside the field, and keeps nothing of it", async () => {
    const { page, wrongs, close } = await world().open("/audit", { token: null })
    await page.getByLabel("Token").fill("not-a-token-of-this-installation")
    await page.keyboard.press("Enter")
    await page.getByText("This token is not accepted.").waitFor()
    expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0)
    expect(wrongs).toEqual([])
    await close()
  })

  test("leads to the page that was asked for; the token is never in an address", async () => {
    const { page, close } = await world().open("/audit?kind=decision.recorded", { token: null })
    const addresses: string[] = []
    page.on("request", (request) => addresses.push(request.url()))
    await page.getByLabel("Token").fill(world().server.adminToken)
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { level: 1, name: "Audit trail" }).waitFor()
    expect(page.url()).toContain("/audit?kind=decision.recorded")
    expect([page.url(), ...addresses].filter((url) => url.includes(world().server.adminToken))).toEqual([])
    await close()
  })

  test.for([
    { keep: false, kept: "for the tab alone" },
    { keep: true, kept: "on the computer when asked to" },
  ])("keeps the token $kept", async ({ keep }) => {
    const { page, close } = await world().open("/", { token: null })
    await page.getByLabel("Token").fill(world().server.adminToken)
    if (keep) await page.getByLabel("Keep me signed in on this computer").check()
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor()
    const second = await page.context().newPage()
    await second.goto(world().server.url)
    await second.getByRole("heading", { level: 1, name: keep ? "Overview" : "Sign in" }).waitFor()
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
    expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0)
    await close()
  })

  test("ends with a word when the token is revoked", async () => {
    const { secret, id } = await made("short-lived", ["read"])
    const { page, wrongs, close } = await world().open("/", { token: secret })
    await settled(page)
    await fetch(`${world().server.url}/v1/tokens/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${world().server.adminToken}` },
    })
    await page.getByRole("link", { name: "Evidence", exact: true }).click()
    await page.getByText("Your token is no longer accepted").waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("a token that may only read is offered nothing it may not do, and is told so where it goes anyway", async () => {
    const { secret } = await made("reader", ["read"])
    const { page, close } = await world().open("/a/checkout/releases/v2.5.0", { token: secret })
    await settled(page)
    expect(await page.getByRole("link", { name: "Access" }).count()).toBe(0)
    expect(await page.getByRole("button", { name: "Block…" }).count()).toBe(0)
    expect(await page.getByRole("button", { name: /^Ask the gate/ }).isDisabled()).toBe(true)
    await page.goto(`${world().server.url}/access`)
    await page.getByRole("heading", { name: "Your token may not see this" }).waitFor()
    await close()
  })

  test("an administrator makes a token, sees its secret once, and revokes it", async () => {
    const { page, close } = await world().open("/access")
    await page.getByRole("button", { name: "New token" }).click()
    await page.getByLabel("Name").fill("pipeline of checkout")
    await page.getByLabel("report: register releases").check()
    await page.getByLabel("checkout", { exact: true }).check()
    await page.getByRole("button", { name: "Make the token" }).click()
    const secret = await page.getByRole("dialog").locator("code").innerText()
    expect(secret).toMatch(/^pt_/)
    await page.getByRole("button", { name: "Done" }).click()
    const row = page.getByRole("row", { name: /pipeline of checkout/ })
    expect((await row.innerText()).replaceAll(/\s+/g, " ")).toMatch(/read, report checkout/)
    await page.getByRole("button", { name: "Revoke pipeline of checkout" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click()
    await row.getByText("Revoked").waitFor()
    await close()
  })
})
