export { cliReference } from "./reference.ts"
