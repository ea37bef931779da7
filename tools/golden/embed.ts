import { globSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { ROOT } from "../repository.ts"
import type { Golden } from "./page.ts"
import { stepsOf, transcriptOf } from "./scripts.ts"

const PAGES = ["README.md", "docs/guides/*.md"]
/** `<!-- example: tour gate-denied -->` or `<!-- file: docs/examples/policy.yaml -->`, up to the next `<!-- end -->`. */
const BLOCK = /^<!-- (example|commands|output|file): (\S+)(?: (\S+))? -->\n[\s\S]*?^<!-- end -->$/gm

const LANGUAGES: Readonly<Record<string, string>> = {
  ".sh": "sh",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".xml": "xml",
  ".service": "ini",
  ".conf": "nginx",
}

/** Pages written by hand that quote examples: the quotes are the files that tests run. */
export function pagesWithExamples(): readonly Golden[] {
  return globSync(PAGES, { cwd: ROOT })
    .toSorted()
    .map((path) => ({ path, render: () => embedded(readFileSync(join(ROOT, path), "utf8")) }))
}

/** The page with every quote renewed. */
export function embedded(text: string): string {
  return text.replace(BLOCK, (_, kind: string, name: string, step: string | undefined) => {
    const head = `<!-- ${kind}: ${name}${step === undefined ? "" : ` ${step}`} -->`
    return [head, ...quote(kind, name, step), "<!-- end -->"].join("\n")
  })
}

function quote(kind: string, name: string, step: string | undefined): readonly string[] {
  if (kind === "file") {
    return fenced(LANGUAGES[extname(name)] ?? "", readFileSync(join(ROOT, name), "utf8").trimEnd())
  }
  const found = stepsOf(name).find((candidate) => candidate.name === step)
  if (found === undefined) throw new Error(`docs/examples/${name}.sh has no step ${step ?? ""}`)
  const printed = transcriptOf(name).get(found.name) ?? ""
  const commands = kind === "output" ? [] : fenced("sh", found.commands)
  const output = kind === "commands" || printed === "" ? [] : fenced("text", printed)
  return commands.length === 0 ? output : [...commands, ...output.slice(1)]
}

function fenced(language: string, text: string): readonly string[] {
  return ["", `\`\`\`${language}`, text, "```", ""]
}
