import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { findChromium, launchChromium } from "../../tools/chromium.ts"
import { makeFresh, PAGE } from "../../tools/products.ts"
import { plainFinding } from "../support/finding.ts"
import { type Bench, type Lab, Missing } from "../support/lab.ts"
import {
  applyPolicy,
  policyText,
  type Product,
  register,
  startProduct,
  upload,
  withProduct,
} from "../support/product.ts"
import { median } from "../support/timing.ts"

const ENVIRONMENTS = ["dev", "test", "staging", "load", "preprod", "prod"]
const CATEGORIES = 12
const TESTS = 20
const VIEWPORT = { width: 1600, height: 1100 }

/** P13: the release matrix in a real browser, and what the first page costs to fetch. */
export const drawMatrix: Bench = {
  id: "P13",
  title: "matrix of 12 × 6 in the browser, first route",
  async *measure(lab) {
    if (findChromium() === undefined) throw new Missing("there is no Chromium: apt-get install chromium")
    await makeFresh(PAGE)
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await prepare(lab, product)
      const browser = await launchChromium()
      try {
        const drawn = await draw(browser, product, lab.quick ? 5 : 25)
        yield plainFinding(
          `${CATEGORIES} × ${ENVIRONMENTS.length} cells, from the click to the laid out grid`,
          { value: median(drawn), unit: "ms" },
          { atMost: 16 },
          "back from another page, its data at hand: router, React, the browser's style and layout; no network",
        )
        yield plainFinding(
          "JavaScript of the first route, gzipped",
          { value: (await fetched(browser, product)) / 1_000, unit: "kB" },
          { atMost: 130 },
        )
      } finally {
        await browser.close()
      }
    })
  },
}

/** One release with results in every cell. */
async function prepare(lab: Lab, product: Product): Promise<void> {
  await applyPolicy(product, "shop", policyText("shop", ENVIRONMENTS))
  await register(product, "shop", "v1")
  for (let category = 0; category < CATEGORIES; category++) {
    const file = join(lab.folder, `category-${category}.xml`)
    const cases = Array.from({ length: TESTS }, (_, at) => {
      const inside = at < category % 4 ? '<failure message="no"/>' : ""
      return `<testcase classname="c${category}" name="t${at}">${inside}</testcase>`
    })
    writeFileSync(file, `<testsuite name="s${category}" tests="${TESTS}">${cases.join("")}</testsuite>`)
    for (const environment of ENVIRONMENTS) {
      await upload(product, "shop", "v1", environment, file, `category-${category}`)
    }
  }
}

/** Opens the matrix, goes to another page and back, and answers how long the way back took each time. */
async function draw(browser: Browser, { url, token }: Product, rounds: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.addInitScript(
      ({ secret, cells }) => {
        sessionStorage.setItem("promotrail.token", secret)
        // Watches for the whole grid, makes the browser lay it out, and notes when that was done.
        new MutationObserver(() => {
          const found = document.querySelectorAll("[role=gridcell]")
          const isDrawn = found.length >= cells
          if (isDrawn && document.documentElement.dataset["grid"] !== "drawn") {
            found.item(cells - 1).getBoundingClientRect()
            performance.mark("drawn")
          }
          document.documentElement.dataset["grid"] = isDrawn ? "drawn" : "away"
        }).observe(document, { childList: true, subtree: true })
        addEventListener("popstate", () => performance.mark("asked"), { capture: true })
      },
      { secret: token, cells: CATEGORIES * ENVIRONMENTS.length },
    )
    await page.goto(`${url}/a/shop/releases/v1`)
    const here = page.locator("html[data-grid=drawn]")
    const away = page.locator("html[data-grid=away]")
    await here.waitFor()
    await page.getByRole("link", { name: "Audit trail" }).first().click()
    await away.waitFor()
    const took: number[] = []
    for (let round = 0; round < rounds; round++) {
      await page.goBack()
      await here.waitFor()
      took.push(
        await page.evaluate(() => {
          const last = (name: string) => performance.getEntriesByName(name).at(-1)?.startTime ?? Number.NaN
          return last("drawn") - last("asked")
        }),
      )
      await page.goForward()
      await away.waitFor()
    }
    return took
  } finally {
    await context.close()
  }
}

/** Bytes of JavaScript that travel until the overview stands. */
async function fetched(browser: Browser, { url, token }: Product): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.addInitScript((secret) => sessionStorage.setItem("promotrail.token", secret), token)
    await page.goto(url, { waitUntil: "networkidle" }).catch(() => undefined)
    return await page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
        .filter(({ name }) => name.endsWith(".js"))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    )
  } finally {
    await context.close()
  }
}
