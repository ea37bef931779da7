/** One CVSS score as a report gives it. */
export type CvssScore = {
  /** `3.1`, `CVSS:3.1/…`, `V3` …: its first digit counts. */
  readonly version: string
  readonly score: number | undefined
  /** Whether it comes from the source that the report itself follows. */
  readonly isOwn: boolean
}

/**
 * The base score, times ten, that speaks for a vulnerability: of the newest CVSS version that is given, the one of the
 * report's own source, else the highest.
 */
export function score10Of(scores: readonly CvssScore[]): number | undefined {
  let best: { readonly major: number; readonly score: number; readonly isOwn: boolean } | undefined
  for (const { version, score, isOwn } of scores) {
    if (score === undefined || score < 0 || score > 10) continue
    const major = Number(/\d/.exec(version)?.[0] ?? 0)
    const isBetter =
      best === undefined ||
      major > best.major ||
      (major === best.major && (isOwn === best.isOwn ? score > best.score : isOwn))
    if (isBetter) best = { major, score, isOwn }
  }
  return best === undefined ? undefined : Math.round(best.score * 10)
}

/** Keyed by metric and value; of `PR` first with the scope unchanged, then changed. */
const WEIGHTS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    "AV:N": 0.85,
    "AV:A": 0.62,
    "AV:L": 0.55,
    "AV:P": 0.2,
    "AC:L": 0.77,
    "AC:H": 0.44,
    "PR:N/U": 0.85,
    "PR:L/U": 0.62,
    "PR:H/U": 0.27,
    "PR:N/C": 0.85,
    "PR:L/C": 0.68,
    "PR:H/C": 0.5,
    "UI:N": 0.85,
    "UI:R": 0.62,
    "C:H": 0.56,
    "C:L": 0.22,
    "C:N": 0,
    "I:H": 0.56,
    "I:L": 0.22,
    "I:N": 0,
    "A:H": 0.56,
    "A:L": 0.22,
    "A:N": 0,
  }),
)

/** The base score of a CVSS 3.0 or 3.1 vector (specification §7.1); undefined for every other text. */
export function baseScoreOf(vector: string): number | undefined {
  const parts = /^CVSS:3\.[01]\/(.+)$/.exec(vector.trim())?.[1]?.split("/")
  if (parts === undefined) return undefined
  const metrics = new Map(parts.map((part) => [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)]))
  const scope = metrics.get("S")
  const isChanged = scope === "C"
  const weight = (metric: string, under = "") =>
    WEIGHTS.get(`${metric}:${metrics.get(metric) ?? ""}${under}`) ?? Number.NaN
  const lost = 1 - (1 - weight("C")) * (1 - weight("I")) * (1 - weight("A"))
  const impact = isChanged ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost
  const exploitability = 8.22 * weight("AV") * weight("AC") * weight("PR", `/${scope ?? ""}`) * weight("UI")
  const sum = (impact + exploitability) * (isChanged ? 1.08 : 1)
  if (Number.isNaN(sum) || (scope !== "C" && scope !== "U")) return undefined
  return impact <= 0 ? 0 : roundUp(Math.min(sum, 10))
}

/** To the next tenth, over whole hundred-thousandths, so that no platform's last bit shows (CVSS 3.1 appendix A). */
function roundUp(score: number): number {
  const whole = Math.round(score * 100_000)
  return (whole % 10_000 === 0 ? whole / 10_000 : Math.floor(whole / 10_000) + 1) / 10
}
