import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { launchChromium } from "../../../tools/chromium.ts"
import { startServer, type TestServer } from "../../support/server.ts"
import { apiOf, type Api } from "./api.ts"
import { buildPage, type PageBuild } from "./page-build.ts"

/** How a page is looked at. */
export type Look = {
  readonly theme?: "light" | "dark"
  readonly width?: number
  readonly height?: number
  /** The token to be signed in with; `null`: not signed in. */
  readonly token?: string | null
  /** Lets a test run code of its own in the page (axe); the page's own policy is then not in force. */
  readonly isExamined?: boolean
}

/** A tab, and what went wrong in it. */
export type Tab = { readonly page: Page; readonly wrongs: readonly string[]; readonly close: () => Promise<void> }

/** The real server with the page as it is now, and a browser. */
export type World = {
  readonly server: TestServer
  readonly api: Api
  readonly open: (path: string, look?: Look) => Promise<Tab>
}

/** Makes a world for the tests of a file. `settings`: what the server is told besides. */
export function useWorld(
  play: (api: Api) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): () => World {
  let world: World | undefined
  let build: PageBuild | undefined
  let browser: Browser | undefined

  beforeAll(async () => {
    build = await buildPage()
    const server = await startServer({ environment: { PROMOTRAIL_PAGE: build.folder, ...settings } })
    browser = await launchChromium()
    const api = apiOf(server)
    const started = browser
    world = { server, api, open: (path, look = {}) => open(started, server, path, look) }
    await play(api)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.server.stop()
    await build?.forget()
  })
  return () => {
    if (world === undefined) throw new Error("the world was not made")
    return world
  }
}

async function open(browser: Browser, server: TestServer, path: string, look: Look): Promise<Tab> {
  const { theme = "light", width = 1560, height = 1050, token = server.adminToken, isExamined = false } = look
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    bypassCSP: isExamined,
    reducedMotion: "reduce",
    acceptDownloads: true,
  })
  if (token !== null) {
    await context.addInitScript((secret) => sessionStorage.setItem("promotrail.token", secret), token)
  }
  const page = await context.newPage()
  const wrongs = watch(page)
  await page.goto(server.url + path)
  return { page, wrongs, close: () => closed(context) }
}

const closed = async (context: BrowserContext) => {
  await context.close()
}

/** Everything a page must not do: say an error, throw one, break its policy, ask another host. */
function watch(page: Page): readonly string[] {
  const wrongs: string[] = []
  page.on("console", (message) => {
    // A deny is a 409 and a refused file a 422: the browser reports them, and they are answers.
    if (message.type() === "error" && !/^Failed to load resource: .* 4\d\d /.test(message.text())) {
      wrongs.push(message.text())
    }
  })
  page.on("pageerror", (error) => wrongs.push(String(error)))
  page.on("request", (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|blob:)/.test(request.url())) wrongs.push(`asked ${request.url()}`)
  })
  return wrongs
}

/** The page has what it asked for, and shows it. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor()
  await page.waitForFunction(() => document.querySelector(".ghost") === null)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}
