export { MEANING_OF } from "./exit.ts"
export { cliReference, COMMAND_SETTINGS } from "./reference.ts"
export { SIGNATURES } from "./signatures.ts"
export { EXIT_OF_PROBLEM } from "./wire/problem.ts"
