const ABBREVIATIONS: ReadonlySet<string> = new Set(["qa", "uat", "sit", "api", "ui", "e2e", "dr", "sbom"])

/** A name as a heading: `pre-prod` is `Pre-prod`, `qa` is `QA`. Sentences and commands keep the name as it is. */
export function titled(name: string): string {
  if (ABBREVIATIONS.has(name)) return name.toUpperCase()
  // A letter and a number is a symbol: p95.
  if (/^[a-z]\d/.test(name)) return name
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}

/** Keeps the number and its percent sign on one line. */
export const unbroken = (text: string): string => text.replaceAll(" %", "\u00a0%")

/** `1 test`, `6 tests`, with thousands set apart. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`
}

const numbers = new Intl.NumberFormat("en-GB", { useGrouping: true })

/** `1 048 576`: thousands apart by a narrow space, as no language misreads it. */
export const whole = (count: number): string => numbers.format(count).replaceAll(",", "\u202f")

/** `212 kB`. */
export function sized(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB"]
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${step > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[step]}`
}

/** `trivy 0.68.1`. */
export const toolOf = ({ name, version }: { readonly name: string; readonly version: string | null }): string =>
  version === null ? name : `${name} ${version}`
