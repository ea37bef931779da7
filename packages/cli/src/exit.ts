/** How the command ends. 1 is left to crashed runtimes, 10 and 11 belong to verdicts alone, and only an understood `allow` is 0. */
export const EXIT = {
  done: 0,
  denied: 10,
  held: 11,
  usage: 64,
  refused: 65,
  unavailable: 69,
  internal: 70,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What each code tells a pipeline, as the help and the reference say it. */
export const MEANING_OF: Readonly<Record<ExitCode, string>> = {
  0: "allow (for other verbs: done)",
  10: "deny",
  11: "hold",
  64: "wrong usage, not signed in or not permitted, unknown application, release or environment",
  65: "what was sent was refused, or satisfies no gate: a file, a request against the rules, a replay or a verification that does not agree",
  69: "the server could not be reached, answered garbage, or is not available",
  70: "internal or evaluation error",
}
