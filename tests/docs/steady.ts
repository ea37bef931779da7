import { createHash } from "node:crypto"

const DAY_MS = 86_400_000
const MOMENT = "2026-11-20T09:00:00.000Z"

/**
 * Makes two recordings of one example the same text: ids, moments, digests and addresses that differ from run to run
 * become steady ones. What `isFixed` holds stays: digests that are in the example itself or of its files.
 */
export function steadier(address: string, isFixed: (hex: string) => boolean): (text: string) => string {
  const ids = new Map<string, string>()
  const hashes = new Map<string, string>()
  // Shortened ones are the beginning of a whole one, so the beginning tells them apart.
  const hashOf = (hex: string): string => {
    const key = hex.slice(0, 16)
    if (!hashes.has(key)) hashes.set(key, createHash("sha256").update(`example ${hashes.size}`).digest("hex"))
    return (hashes.get(key) ?? "").slice(0, hex.length)
  }
  return (text) =>
    text
      .replaceAll(address, "http://127.0.0.1:4680")
      .replaceAll(address.replace("http://", ""), "127.0.0.1:4680")
      .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, (id) => {
        if (!ids.has(id)) ids.set(id, `01KB2M4TQ0Q8XGN6E5V3ZJ7R${String(ids.size + 10)}`)
        return ids.get(id) ?? id
      })
      .replace(/\b[0-9a-hjkmnp-tv-z]{26}(?=\.ledger\.promotrail\.invalid)/g, "01kb2m4tq0q8xgn6e5v3zj7r10")
      .replace(/\b[0-9a-f]{64}\b|\b[0-9a-f]{16}(?=…)/g, (hex) => (isFixed(hex) ? hex : hashOf(hex)))
      .replace(
        /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
        "3f0c2a5e-6f0b-4e36-9d1d-2b8a7c4e9f10",
      )
      .replace(/\broot [A-Za-z0-9+/]{43}=/g, "root tBvzZ0hVQv2kq3Vb1zWmH0aQy8m0l7oW4cP5rE9sX2A=")
      .replace(/\bSHA256:[A-Za-z0-9+/]{43}/g, "SHA256:Yl8sK1n2v7Qe4Wd0Zp3Xr9Tb6Mh5Jc1Gf8Ua2Oi7Re")
      .replace(/\bpt_[A-Za-z0-9_-]{20,}/g, "pt_EXAMPLE")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (moment) =>
        Math.abs(Date.parse(moment) - Date.now()) < DAY_MS ? MOMENT : moment,
      )
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, (moment) =>
        Math.abs(Date.parse(moment.replace(" UTC", "Z")) - Date.now()) < DAY_MS ? "2026-11-20 09:00 UTC" : moment,
      )
}
