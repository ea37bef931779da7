import { hasKeys, type JsonShape, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"

const isAxe = (shape: JsonShape | undefined) =>
  /axe/i.test(textAt(shape, "testEngine", "name")) ||
  hasKeys(shape, "violations", "passes") ||
  hasKeys(shape, "violations", "incomplete")

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const ACCESSIBILITY_FORMATS: readonly Format[] = [
  {
    id: "axe-json",
    kind: "accessibility",
    title: "axe-core JSON",
    recognisedBy: "`testEngine` axe-core or `violations` with `passes`; alone or an array of pages",
    refuses: [],
    recognise: ({ first }) => isAxe(first) || isAxe(shapeAt(first, 0)),
  },
  {
    id: "pa11y-json",
    kind: "accessibility",
    title: "pa11y JSON",
    recognisedBy: "`issues` with `pageUrl`, or an array with `code`, `type`, `selector`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "issues", "pageUrl") || hasKeys(shapeAt(first, 0), "code", "type", "selector"),
  },
]
