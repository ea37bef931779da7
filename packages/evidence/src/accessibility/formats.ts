import type { Format } from "../format.ts"
import { AXE_JSON } from "./axe-json.ts"
import { PA11Y_JSON } from "./pa11y-json.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const ACCESSIBILITY_FORMATS: readonly Format[] = [AXE_JSON, PA11Y_JSON]
