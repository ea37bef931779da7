import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { anchorOf } from "./golden/page.ts"
import { ROOT } from "./repository.ts"

const documents = globSync(["*.md", "docs/**/*.md"], { cwd: ROOT }).toSorted()

test.for(documents)("%s links to nothing that is not there", (document) => {
  const text = readFileSync(join(ROOT, document), "utf8")
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target.replace(/#.*$/, ""))
  const local = targets.filter((target) => target !== "" && !/^[a-z]+:/.test(target))
  expect(local.filter((target) => !existsSync(join(ROOT, dirname(document), target)))).toStrictEqual([])
})

test.for(documents)("%s links to headings that are there", (document) => {
  const targets = [...proseOf(document).matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)]
  const lost = targets.filter(([, path = "", heading = ""]) => {
    const target = path === "" ? document : join(dirname(document), path)
    const headings = [...proseOf(target).matchAll(/^#+ (.*)$/gm)].map(([, words = ""]) => anchorOf(words))
    return !headings.includes(heading)
  })
  expect(lost.map(([link]) => link)).toStrictEqual([])
})

test("every decision has the parts of one and stands in the list", () => {
  const list = readFileSync(join(ROOT, "docs/adr/README.md"), "utf8")
  const decisions = globSync("docs/adr/[0-9]*.md", { cwd: ROOT }).map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8")
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    return { path, headings, isListed: list.includes(`(${path.replace(/^docs\/adr\//, "")})`) }
  })
  const headings = ["Context", "Decision", "What it costs", "Enforced by", "Superseded by"]
  expect(decisions).toStrictEqual(decisions.map(({ path }) => ({ path, headings, isListed: true })))
})

/** The text without what stands in fences: a comment of a shell is no heading. */
function proseOf(document: string): string {
  return readFileSync(join(ROOT, document), "utf8").replace(/^```[\s\S]*?^```$/gm, "")
}
