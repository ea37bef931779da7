/**
 * Issue keys among the tags of a scenario or test: `SHOP-201`, also as Xray writes and reads them (`TEST_SHOP-201`,
 * `REQ_SHOP-7`).
 */
export const jiraKeys = (tags: readonly string[]): string[] =>
  tags.flatMap((tag) => /^(?:TEST_|REQ_)?([A-Z][A-Z0-9_]*-[1-9]\d*)$/.exec(tag)?.[1] ?? [])
