import type { DraftFact } from "./results.ts"

/** What the properties of a testcase say about it. Everything else in them (hosts, users, environment) is not kept. */
export class JunitProperties {
  private readonly tags: string[] = []
  private readonly keys: string[] = []
  private readonly jira = new Map<string, string>()

  /** Whether a property of this name is of interest; others need not be read. */
  static wants(name: string): boolean {
    return name.startsWith("jira.") || TAGS.has(name) || KEYS.has(name)
  }

  add(name: string, value: string): void {
    if (value === "") return
    if (name.startsWith("jira.")) this.jira.set(name.slice("jira.".length), value)
    else if (KEYS.has(name)) this.keys.push(...listed(value))
    else if (name === "tag") this.tags.push(value.trim())
    else if (TAGS.has(name)) this.tags.push(...listed(value))
  }

  /** Only what is there: absent rather than empty. `fromEntries` makes `__proto__` an ordinary key. */
  addTo(fact: DraftFact): void {
    if (this.tags.length > 0) fact.tags = [...new Set(this.tags)]
    if (this.keys.length > 0) fact.keys = [...new Set(this.keys)]
    if (this.jira.size > 0) fact.jira = Object.fromEntries(this.jira)
  }
}

const TAGS = new Set(["tag", "tags"])
const KEYS = new Set(["test_key", "test_id", "requirement", "requirements"])

const listed = (value: string) =>
  value
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "")
