import { join } from "node:path"

/** The database of a data folder. */
export const databaseIn = (folder: string): string => join(folder, "promotrail.db")
/** Held for as long as a server uses the folder. */
export const lockIn = (folder: string): string => join(folder, "promotrail.lock")
