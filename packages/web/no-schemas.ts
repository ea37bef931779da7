// What the page gets instead of the schema library. It is served by the server whose answers it reads, so the contract's
// schemas are types to it and nothing else; and the library would probe `new Function`, which the page's policy forbids.
const PARSING = /^(safe)?(parse|decode|encode)(async)?$/i

const inert: unknown = new Proxy(() => undefined, {
  apply: () => inert,
  get(_, name) {
    if (typeof name === "string" && PARSING.test(name)) throw new Error("the page has no schema library")
    return inert
  },
})

/** Stands for `z`: any schema can be built with it, and none can be used. */
export const z = inert
