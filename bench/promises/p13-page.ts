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
        const drawn: number[] = []
        for (let round = 0; round < (lab.quick ? 3 : 15); round++) drawn.push(await draw(browser, product))
        yield plainFinding(
          `${CATEGORIES} × ${ENVIRONMENTS.length} cells, from the server's answer to the laid out grid`,
          { value: median(drawn), unit: "ms" },
          { atMost: 16 },
          "a fresh page each time: nothing is compiled or warm",
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

/** Opens the matrix in a window of its own and answers how long it took from the data to the grid. */
async function draw(browser: Browser, { url, token }: Product): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.addInitScript(
      ({ secret, cells }) => {
        sessionStorage.setItem("promotrail.token", secret)
        new MutationObserver((_, observer) => {
          const found = document.querySelectorAll("[role=gridcell]")
          if (found.length < cells) return
          observer.disconnect()
          found.item(cells - 1).getBoundingClientRect()
          performance.mark("drawn")
        }).observe(document, { childList: true, subtree: true })
      },
      { secret: token, cells: CATEGORIES * ENVIRONMENTS.length },
    )
    await page.goto(`${url}/a/shop/releases/v1`)
    await page.waitForFunction(() => performance.getEntriesByName("drawn").length > 0)
    return await page.evaluate(() => {
      const answers = performance.getEntriesByType("resource") as PerformanceResourceTiming[]
      const answered = answers.find(({ name }) => name.endsWith("/matrix"))?.responseEnd ?? Number.NaN
      return (performance.getEntriesByName("drawn")[0]?.startTime ?? Number.NaN) - answered
    })
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
