import { call } from "./call.ts"
export async function probe() {
  const m = await call("getMatrix", { params: { application: "a", release: "r" } })
  const a: string = m.view.application
  const l = await call("listAudit", { query: { limit: 3 } })
  const s = await call("getSession", {})
  const g = await call("askGate", { params: { application: "a", release: "r" }, body: { to: "staging" } })
  const t = await call("listTests", { params: { application: "a" }, query: {} })
  return [a, l.items, s.token, g.says, t.items]
}
