import manifest from "../package.json" with { type: "json" }
import { EXIT, type ExitCode } from "./exit.ts"
import { Failure } from "./failure.ts"
import { plain, type Terminal } from "./output/terminal.ts"
import type { Settings } from "./settings.ts"

/** What a run of the command stands in. */
export type World = {
  readonly terminal: Terminal
  readonly variables: NodeJS.ProcessEnv
  readonly folder: string
}

/** Runs one command line and answers how it ended. Never throws: whatever happens has its sentence and its code. */
export async function run(args: readonly string[], world: World): Promise<ExitCode> {
  const { terminal } = world
  let settings: Settings | undefined
  try {
    const [first = "", ...rest] = args
    // Only in front: behind a verb, `--version v2.5.0` is somebody's release, and must not open a gate by exiting 0.
    if (first === "--version" || first === "-V") {
      terminal.out(manifest.version)
      return EXIT.done
    }
    if (first === "" || first === "help" || first === "--help" || first === "-h")
      return await help(args, rest, terminal)

    const { nameIn, load } = await import("./lookup.ts")
    const name = nameIn(args)
    const given = args.slice(name.split(" ").length)
    if (given.includes("--help") || given.includes("-h")) return await verbHelp(name, given, terminal)

    const [{ command, flags }, { readArguments }, { settingsFrom }] = await Promise.all([
      load(name),
      import("./args.ts"),
      import("./settings.ts"),
    ])
    const { values, words } = readArguments(name, { ...command, flags }, given)
    settings = settingsFrom(values, world.variables, world.folder)
    return await command.run({ values, words, settings, terminal })
  } catch (error) {
    if (!(error instanceof Failure)) {
      terminal.say(plain(internalError(error)))
      return EXIT.internal
    }
    terminal.say(`${terminal.paintSaid.bad("promotrail:")} ${plain(error.message)}`)
    const found = settings?.found() ?? []
    if (found.length > 0) terminal.say(plain(`  Used without being asked for: ${found.join(", ")}.`))
    return error.exit
  }
}

async function help(args: readonly string[], rest: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { topHelp } = await import("./help.ts")
  if (args.length === 0) {
    terminal.say(topHelp())
    return EXIT.usage
  }
  if (rest.length === 0) {
    terminal.out(topHelp())
    return EXIT.done
  }
  const { nameIn } = await import("./lookup.ts")
  return verbHelp(nameIn(rest), ["--help"], terminal)
}

/**
 * Help alone is a question, answered with 0. Help among other arguments is a slip (`-h` for a host), and a gate that
 * was never asked must not look open.
 */
async function verbHelp(name: string, given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [{ load }, { verbHelp: textOf }] = await Promise.all([import("./lookup.ts"), import("./help.ts")])
  const text = textOf(name, (await load(name)).command)
  if (given.length === 1) {
    terminal.out(text)
    return EXIT.done
  }
  terminal.say(text)
  terminal.say(`\n${terminal.paintSaid.bad("promotrail:")} --help stands among other arguments, so nothing was done.`)
  return EXIT.usage
}

/** A bug, told so that it can be reported. */
export function internalError(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `promotrail: an internal error; please report it with these lines (version ${manifest.version}).\n${trace}`
}
