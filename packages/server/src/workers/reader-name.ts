import { ENGINE } from "@promotrail/core"

/** Which program read a file, for those who ask later what another version would have read. */
export const READER = `${ENGINE.name}/${ENGINE.version}`
