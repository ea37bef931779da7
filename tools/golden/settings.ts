import { COMMAND_SETTINGS } from "@promotrail/cli"
import { SETTINGS } from "@promotrail/server"
import { code, page, table } from "./page.ts"

/** `docs/reference/settings.md`. */
export function settingsPage(): string {
  return page("Settings", "`packages/server/src/config.ts` and `packages/cli/src/reference.ts`", [
    "Everything is set by environment variables.",
    "## The server",
    "Read once at start, by `npm start`, `npm run demo` and `promotrail serve`.\nThe server refuses to start with one message that lists every mistake, also a variable that begins with `PROMOTRAIL_` and that nobody knows: a misspelled setting never does nothing.",
    table(
      ["variable", "standard", "what it sets"],
      SETTINGS.map(({ name, fallback, about }) => [code(name), fallback === "" ? "" : code(fallback), about]),
    ),
    "## The command",
    "A flag goes before a variable, a variable before the nearest `.promotrail.yaml`, and that before what the pipeline says.",
    table(["variable", "what it sets"], COMMAND_SETTINGS),
    "[The command line](cli.md#settings) lists what is read from pipelines.",
  ])
}
