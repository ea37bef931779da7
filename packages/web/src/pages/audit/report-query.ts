/** The reports, by the name their file has. */
export const REPORTS = {
  population: {
    route: "exportPopulation",
    name: "Changes",
    about: "Every change of the period with its deployment, why none is left out, and a sample anybody can draw again.",
  },
  overrides: {
    route: "exportOverrides",
    name: "Overrides and waivers",
    about: "What was passed without an enforced allow: overrides, waivers, and deployments past a gate.",
  },
  controls: {
    route: "exportControls",
    name: "Controls",
    about: "Which records and checks are evidence of which control, and what is not covered.",
  },
  access: { route: "exportAccessReport", name: "Access", about: "Who could do what as of a day, and by which record." },
} as const
export type ReportName = keyof typeof REPORTS

/** Every environment, whatever its tier; no environment is called that, since a name holds no blank. */
export const EVERY_ENVIRONMENT = "every environment"

/** What the server is asked, out of what stands in the form. A day is its midnight in UTC. */
export function queryOf(report: ReportName, said: FormData): Record<string, string | undefined> {
  const text = (name: string): string | undefined => {
    const value = said.get(name)
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined
  }
  const day = (name: string): string | undefined => {
    const value = text(name)
    return value === undefined ? undefined : `${value}T00:00:00.000Z`
  }
  if (report === "access") return { asOf: day("as-of") }
  const period = { from: day("from"), to: day("to") }
  if (report !== "population") return period
  const environment = text("environment")
  return {
    ...period,
    application: text("application"),
    ...(environment === EVERY_ENVIRONMENT ? { tier: "all" } : { environment }),
    sample: text("sample"),
    seed: text("seed"),
  }
}
