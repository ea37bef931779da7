/** A file that is written by `npm run golden` and must not be edited by hand. */
export type Golden = {
  /** Below the root of the repository. */
  readonly path: string
  readonly render: () => string | Promise<string>
}

/** A generated page: its title, where it comes from, and its parts with a blank line between them. */
export function page(title: string, from: string, parts: readonly string[]): string {
  const origin = `<!-- Generated from ${from} by \`npm run golden\`. Change it there. -->`
  return `${[`# ${title}`, origin, ...parts].join("\n\n").trimEnd()}\n`
}

/** A Markdown table. A bar in a cell would end it, so it is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

/** A value as code. */
export function code(text: string): string {
  return `\`${text}\``
}

/** The anchor that Markdown viewers give a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/\s/g, "-")
}
