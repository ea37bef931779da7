const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Whether there is anything to do: to most text there is not. */
// oxlint-disable-next-line no-control-regex
const HARMFUL = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f]/

/** Text made harmless inside HTML and SVG, in elements and in quoted attributes. */
export function escapeMarkup(text: string): string {
  if (!HARMFUL.test(text)) return text
  return (
    text
      .replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found)
      // Control characters are not allowed in XML 1.0 at all.
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd")
  )
}
