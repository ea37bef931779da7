/** What a report is about: that there is none of it is the news. */
const TOLD_ALWAYS: ReadonlySet<string> = new Set([
  "results",
  "vulnerabilities",
  "components",
  "violations",
  "statements",
])

/** `40 tests: 34 passed, 6 failed`, or whatever a report of another kind counts. Zeros are left out. */
export function renderCounts(counts: Readonly<Record<string, number>>): string {
  const { tests, ...others } = counts
  // That every test is listed once says nothing new.
  const parts = Object.entries(others).filter(
    ([name, count]) => (count !== 0 || TOLD_ALWAYS.has(name)) && !(name === "unique" && count === tests),
  )
  if (tests !== undefined) {
    const head = `${tests} ${tests === 1 ? "test" : "tests"}`
    return parts.length === 0
      ? head
      : `${head}: ${parts.map(([name, count]) => `${count} ${inWords(name)}`).join(", ")}`
  }
  return parts.map(([name, count]) => `${inWords(name)} ${count}`).join(", ") || "nothing counted"
}

/** `linesCovered` is `lines covered`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
