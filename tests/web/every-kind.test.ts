import axe from "axe-core"
import type { Page } from "playwright-core"
import { beforeAll, describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { playEveryKind, RELEASE } from "./support/every-kind.ts"
import { settled, useWorld } from "./support/world.ts"

const PAGE = `/a/checkout/releases/${RELEASE}`
const VULNERABILITIES = `${PAGE}?cell=vulnerabilities%3Avulnerabilities.staging`
const SBOM = `${PAGE}?cell=sbom%3Asbom.staging`
const LOAD = `${PAGE}?cell=performance%3Aperformance.staging`
const ACCESSIBILITY = `${PAGE}?cell=accessibility%3Aaccessibility.staging`

const words = (text: string) => text.replaceAll(/\s+/g, " ").trim()
const focusedCell = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-cell"))
const cell = (page: Page, name: string) => page.locator(`[data-cell="${name}"]`)

describe.skipIf(missingPart("chromium") !== undefined)("evidence of every kind", () => {
  const world = useWorld(playEveryKind)
  const files = new Map<string, string>()
  let decision = ""

  beforeAll(async () => {
    const { api } = world()
    const uploads = (await api.get(`/v1/evidence?release=${RELEASE}&limit=100`))["items"] as {
      id: string
      file: string
    }[]
    for (const { id, file } of uploads.toReversed()) if (!files.has(file)) files.set(file, `/evidence/${id}`)
    decision = `/decisions/${String((await api.gate(RELEASE, "preprod"))["id"])}`
  })

  test("stands in the matrix in five groups, what was measured on the artifact as one cell over all environments", async () => {
    const { page, wrongs, close } = await world().open(PAGE)
    await page.getByRole("grid").waitFor()
    const rows = await page.getByRole("grid").locator("tbody tr").all()
    const told = await Promise.all(
      rows.map(async (row) => {
        const heads = await row.getByRole("rowheader").allInnerTexts()
        const first = row.getByRole("gridcell").first()
        const span = await first.getAttribute("aria-colspan")
        return `${heads.map((head) => head.split("\n")[0]).join(" / ")}: ${await row.getByRole("gridcell").count()}${span === null ? "" : ` over ${span}`}`
      }),
    )
    expect(told).toEqual([
      "Tests / Unit: 5",
      "Integration: 5",
      "Smoke: 5",
      "Code / Code coverage: 1 over 5",
      "Static analysis: 1 over 5",
      "Security / Vulnerabilities: 1 over 5",
      "VEX: 1 over 5",
      "Experience / Performance: 5",
      "Accessibility: 5",
      "Supply / SBOM and licences: 1 over 5",
      "Provenance: 1 over 5",
      "Release / All tests: 5",
    ])
    expect(words(await cell(page, "vulnerabilities:vulnerabilities.staging").innerText())).toMatch(
      /^Fail, 5 open 1 critical, 1 high, 2 medium, 1 low, 1 by VEX measured once on the artifact, counts in every environment/,
    )
    expect(words(await cell(page, "code-coverage:code-coverage.staging").innerText())).toMatch(
      /^Pass, 95.46 % 2378 \/ 2491 lines/,
    )
    expect(words(await cell(page, "sbom:sbom.staging").innerText())).toMatch(/^Missing, .*a newer one was refused/)
    expect(words(await cell(page, "performance:performance.staging").innerText())).toMatch(/^Warning, 481.7 ms p95/)
    expect(words(await cell(page, "accessibility:accessibility.staging").innerText())).toMatch(/^Missing, No evidence/)
    expect(wrongs).toEqual([])
    await close()
  })

  test("the keyboard keeps its column through a wide cell, which has nothing beside it", async () => {
    const { page, close } = await world().open(PAGE)
    await page.getByRole("grid").waitFor()
    await page.locator('[role="grid"] [tabindex="0"]').focus()
    const walked: (string | null | undefined)[] = []
    const keys = ["Control+Home", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "End", "PageDown"]
    for (const key of [...keys, "ArrowDown", "ArrowDown", "ArrowUp", "Enter"]) {
      await page.keyboard.press(key)
      walked.push(`${key} ${await focusedCell(page)}`)
    }
    expect(walked.slice(3, -1)).toMatchInlineSnapshot(`
      [
        "ArrowDown smoke.qa",
        "ArrowDown code-coverage:code-coverage.qa",
        "ArrowRight code-coverage:code-coverage.qa",
        "End code-coverage:code-coverage.qa",
        "PageDown vulnerabilities:vulnerabilities.qa",
        "ArrowDown vex:vex.qa",
        "ArrowDown performance:performance.qa",
        "ArrowUp vex:vex.qa",
      ]
    `)
    expect(await page.locator('[role="grid"] [tabindex="0"]').count()).toBe(1)
    await page.getByRole("region", { name: "VEX" }).waitFor()
    expect(new URL(page.url()).searchParams.get("cell")).toBe("vex:vex.qa")
    await page.keyboard.press("Escape")
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-cell") === "vex:vex.qa")
    await close()
  })

  test("a blocker of the verdict leads to its cell, and the cell to what is asked, found and hidden, and the file", async () => {
    const { page, wrongs, close } = await world().open(PAGE)
    await page.getByRole("region", { name: "Verdict" }).getByRole("link", { name: "Vulnerabilities" }).click()
    const panel = page.getByRole("region", { name: "Vulnerabilities", exact: true })
    await panel.getByText("Fail: blocks Preprod").waitFor()
    const measured = panel.getByRole("table", { name: "Measured for vulnerabilities" }).getByRole("row")
    await measured.first().waitFor()
    expect((await measured.allInnerTexts()).map(words)).toEqual([
      "What Measured Limit",
      "critical 1 ≤ 0 not met",
      "high or worse 2 ≤ 2 met",
    ])
    await panel.getByText("CVE-2026-4412 in openssl 3.5.4", { exact: true }).waitFor()
    const worst = await panel.getByRole("list").filter({ hasText: "CVE-2026-1009" }).last().getByRole("listitem").all()
    expect(words((await worst[0]?.innerText()) ?? "")).toMatch(
      /^Critical CVE-2026-4412 in openssl 3.5.4 .*fixed in 3.5.6/,
    )
    // What a VEX hides does not stand before what counts.
    expect(words((await worst[1]?.innerText()) ?? "")).toMatch(/^High CVE-2026-1009/)
    await panel.getByText("1 found and not counted").waitFor()
    await panel.getByText("1 by VEX of Security team").click()
    await panel.getByText("CVE-2026-3110 in libxml2 3.5.4").waitFor()
    expect(words(await panel.innerText())).toContain("trivy.json Trivy 0.68.1")
    await panel.getByRole("link", { name: "Open evidence" }).click()
    await page.getByRole("heading", { level: 1, name: "trivy.json" }).waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("where no report is there, the panel says what writes one and how it is sent", async () => {
    const { page, close } = await world().open(ACCESSIBILITY)
    const panel = page.getByRole("region", { name: "Accessibility in Staging" })
    await panel.getByRole("heading", { name: "How to send it" }).waitFor()
    await panel.getByText("axe-core JSON").waitFor()
    expect(words(await panel.innerText())).toContain(
      `promotrail report FILE --app checkout --release ${RELEASE} --environment staging`,
    )
    await close()
  })

  test("a refused newest report is told in words before what an older one says", async () => {
    const { page, close } = await world().open(SBOM)
    const panel = page.getByRole("region", { name: "SBOM and licences" })
    await panel.getByText("The newest upload was refused").waitFor()
    await panel
      .getByText(/it was cut off/)
      .first()
      .waitFor()
    await panel.getByText("nobody knows what this one would have said").waitFor()
    // The older one is listed as evidence; the refused one is not.
    expect(await panel.getByRole("link", { name: "bom.cdx.json" }).count()).toBe(2)
    await close()
  })

  test.for([
    {
      file: "trivy.json",
      title: "Vulnerabilities",
      first:
        /^Critical CVE-2026-4412 in openssl 3.5.4 .* pkg:deb\/debian\/openssl@3.5.4 .* line 1, \/Results\/0\/Vulnerabilities\/0$/,
    },
    {
      file: "semgrep.sarif",
      title: "Findings",
      first:
        /^Medium sql-by-hand The rule sql-by-hand is not kept here src\/payment\/session.ts:12 line 1, \/runs\/0\/results\/0$/,
    },
    { file: "bom.cdx.json", title: "Components", first: /^– react 1.0.0 MIT; .* pkg:npm\/react@1.0.0 line 1, / },
    { file: "k6.json", title: "Measures", first: /^120000 requests the whole run line 1/ },
    { file: "axe.json", title: "Violations", first: /^Serious rule-1 .* https:\/\/shop.example\/cart line 1, / },
    { file: "coverage-summary.json", title: "Coverage", first: /^95.46 % line coverage 2378 of 2491 the whole report/ },
    { file: "checkout.openvex.json", title: "Statements", first: /^Not affected CVE-2026-3110 .* by Security team/ },
    {
      file: "provenance.intoto.json",
      title: "Attestations",
      first: /^Claimed https:\/\/slsa.dev\/provenance\/v1 /,
    },
  ])("$file opens as a table, the worst first, each with its place in the raw file", async ({ file, title, first }) => {
    const { page, wrongs, close } = await world().open(files.get(file) ?? "")
    const rows = page.getByRole("region", { name: title, exact: true }).locator("tbody tr")
    await rows.first().waitFor()
    expect(words(await rows.first().innerText())).toMatch(first)
    expect(wrongs).toEqual([])
    await close()
  })

  test("findings are told apart by whether they count, in the address", async () => {
    const { page, close } = await world().open(files.get("semgrep.sarif") ?? "")
    const rows = page.getByRole("region", { name: "Findings", exact: true }).locator("tbody tr")
    await page.getByRole("link", { name: "Suppressed" }).click()
    await page.waitForURL(/state=suppressed/)
    await page.getByText("hard-coded-secret", { exact: true }).waitFor()
    expect(await rows.count()).toBe(1)
    expect(words(await rows.innerText())).toMatch(/^Suppressed, high hard-coded-secret .*a key of the test system/)
    await page.getByRole("link", { name: "Open", exact: true }).click()
    await page.getByText("weak-hash", { exact: true }).waitFor()
    expect(await rows.count()).toBe(3)
    await close()
  })

  test("the list of evidence is narrowed by kind, and says tool and counts in words", async () => {
    const { page, close } = await world().open("/evidence")
    await page.getByLabel("Kind").selectOption("vulnerabilities")
    await page.waitForURL(/kind=vulnerabilities/)
    await page.getByRole("link", { name: "Remove filter kind vulnerabilities" }).waitFor()
    await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1)
    expect(words(await page.locator("tbody tr").innerText())).toContain(
      "Vulnerabilities Trivy 0.68.1 checkout 2.5.0 vulnerabilities from dev 6 vulnerabilities, 6 open, 1 target",
    )
    await close()
  })

  test("a decision shows what each check measured against its limit", async () => {
    const { page, wrongs, close } = await world().open(decision)
    const checks = page.getByRole("region", { name: "Checks", exact: true })
    await checks.waitFor()
    const load = checks.getByRole("table", { name: "Measured for performance" }).getByRole("row")
    expect((await load.allInnerTexts()).slice(1).map(words)).toEqual([
      "p95 481.7 ms ≤ 450 ms not met",
      "error-rate 2 % ≤ 1 % not met",
      "thresholds crossed 0 ≤ 0 met",
    ])
    await page.getByText("Upload a new accessibility report that counts in staging").waitFor()
    expect(wrongs).toEqual([])
    await close()
  })

  test("on a narrow screen a wide cell stands in every environment", async () => {
    const { page, close } = await world().open(PAGE, { width: 390, height: 844 })
    await page.getByRole("grid").waitFor()
    const wide = page.locator('[data-cell^="vulnerabilities:vulnerabilities."]')
    expect(await wide.isVisible()).toBe(true)
    await page.getByRole("button", { name: "Previous environment: QA" }).click()
    expect(await wide.isVisible()).toBe(true)
    expect(await wide.getAttribute("data-cell")).toBe("vulnerabilities:vulnerabilities.qa")
    await wide.click()
    await page.getByRole("region", { name: "Vulnerabilities", exact: true }).waitFor()
    await close()
  })

  describe.for(["light", "dark"] as const)("in the %s theme", (theme) => {
    test.for([
      ["the matrix", [PAGE]],
      ["panels", [VULNERABILITIES, SBOM, LOAD, ACCESSIBILITY]],
      ["decision and list", ["decision", "/evidence?kind=findings"]],
      ["evidence", ["trivy.json", "semgrep.sarif", "k6.json", "bom.cdx.json", "provenance.intoto.json"]],
    ] as const)("%s: no violation that axe finds", async ([, paths]) => {
      const { page, wrongs, close } = await world().open("/", { theme, isExamined: true })
      const found: string[] = []
      for (const path of paths) {
        await page.goto(world().server.url + (path === "decision" ? decision : (files.get(path) ?? path)))
        await settled(page)
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
        found.push(
          ...violations.map(
            ({ id, nodes }) => `${path} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
          ),
        )
      }
      expect({ found, wrongs }).toEqual({ found: [], wrongs: [] })
      await close()
    })
  })

  test.for([320, 700, 1100])("no page scrolls sideways at %d px", async (width) => {
    const { page, close } = await world().open("/", { width, height: 844 })
    const wide: string[] = []
    for (const path of [PAGE, VULNERABILITIES, LOAD, decision, "/evidence", ...files.values()]) {
      await page.goto(world().server.url + path)
      await settled(page)
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (over > 0) wide.push(`${path} by ${over} px`)
    }
    expect(wide).toEqual([])
    await close()
  })
})
