export { assemble, serve, start, type Assembled, type Running } from "./main.ts"
export { readConfig, SETTINGS, type Config } from "./config.ts"
export { LEDGER_HASHER, leafHash, sha256 } from "./storage/shared/hashes.ts"
export { packKnown, packStatus, unpackKnown, unpackStatus } from "./storage/shared/vector-codec.ts"
