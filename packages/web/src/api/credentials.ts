const KEY = "promotrail.token"

type Held = { readonly token: string | null; readonly refused: boolean }

let held: Held = { token: sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY), refused: false }
const listeners = new Set<() => void>()

function become(next: Held): void {
  held = next
  for (const listener of listeners) listener()
}

/** The token in use, if any, and whether the server refused the last one. */
export const currentCredentials = (): Held => held

/** Calls back when somebody signs in or out. */
export function onCredentials(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Keeps a token that the server has accepted: for this tab, or on this computer. Never in an address. */
export function signIn(token: string, keep: boolean): void {
  ;(keep ? localStorage : sessionStorage).setItem(KEY, token)
  become({ token, refused: false })
}

/** Forgets the token. `refused`: because the server no longer accepts it. */
export function signOut(refused = false): void {
  sessionStorage.removeItem(KEY)
  localStorage.removeItem(KEY)
  become({ token: null, refused })
}
