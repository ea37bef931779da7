export { MEANING_OF } from "./exit.ts"
export { cliReference, COMMAND_SETTINGS } from "./reference.ts"
export { EXIT_OF_PROBLEM } from "./wire/problem.ts"
