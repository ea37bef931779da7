export { serve, start, type Running } from "./main.ts"
export { readConfig, SETTINGS, type Config } from "./config.ts"
