/** Colours by what they mean. A colour never stands alone: a symbol or a word always says the same. */
export type Paint = {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly good: (text: string) => string
  readonly doubtful: (text: string) => string
  readonly bad: (text: string) => string
}

const CODES = { strong: [1, 22], faint: [2, 22], good: [32, 39], doubtful: [33, 39], bad: [31, 39] } as const

/** Colours on a terminal, none in a file, a pipe, a dumb terminal, or where NO_COLOR asks for none. */
export function paintFor(isTerminal: boolean | undefined, env: NodeJS.ProcessEnv): Paint {
  const isColoured = isTerminal === true && !env["NO_COLOR"] && env["TERM"] !== "dumb"
  const painter =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return {
    strong: painter(CODES.strong),
    faint: painter(CODES.faint),
    good: painter(CODES.good),
    doubtful: painter(CODES.doubtful),
    bad: painter(CODES.bad),
  }
}
