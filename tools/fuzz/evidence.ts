export type { Item } from "@promotrail/core"
export { type DecoderFactory, FORMATS, type Report, reportReader, type TestFact } from "@promotrail/evidence"
