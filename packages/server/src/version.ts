import { ENGINE } from "@promotrail/core"

/** The version of the product; all packages move together. */
export const VERSION: string = ENGINE.version
