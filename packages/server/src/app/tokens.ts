import { err, ok, SCOPES, type Actor, type ApplicationName, type Result, type Scope } from "@promotrail/core"
import type { TokenRow } from "../ports/rows.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { record } from "./record.ts"

/** Tokens: bearer secrets of which only the hash is kept. */
export interface Tokens {
  /** The token behind a secret, unless it is unknown or revoked. */
  authenticate(secret: string): Promise<TokenRow | undefined>
  create(
    wanted: {
      readonly name: string
      readonly scopes: readonly Scope[]
      readonly applications: readonly ApplicationName[]
    },
    secret: string,
    caller: Caller,
  ): Promise<Result<TokenRow, AppError>>
  revoke(id: string, caller: Caller): Promise<Result<TokenRow, AppError>>
  /** Makes sure that this secret is an administrator's; tells whether the installation had no token before. */
  ensureAdministrator(secret: string): Promise<void>
  isFirstStart(): Promise<boolean>
}

/** The installation itself, where no person or pipeline is the actor. */
export const INSTALLATION: Actor = { id: "installation", name: "promotrail" }

const KEPT = 1_000
const KEPT_MS = 2_000

export function tokens(deps: Deps, clockMs: () => number): Tokens {
  const { store, sha256, now, newId } = deps
  // A revocation by another server is seen within KEPT_MS; one by this server at once.
  const known = new Map<string, { readonly row: TokenRow; readonly until: number }>()

  const create: Tokens["create"] = async (wanted, secret, caller) => {
    const row: TokenRow = {
      id: newId(),
      name: wanted.name,
      hash: sha256(secret),
      scopes: SCOPES.filter((scope) => wanted.scopes.includes(scope)),
      applications: wanted.applications,
      createdAt: now(),
      revokedAt: null,
    }
    const { id, name, hash, scopes, applications, createdAt } = row
    const recorded = await record<TokenRow>(
      deps,
      { ...caller, idempotency: undefined },
      async () =>
        ok({
          value: row,
          ref: id,
          proposal: {
            event: {
              kind: "token.created",
              at: createdAt,
              actor: caller.actor,
              data: { token: id, name, hash, scopes, applications },
            },
          },
        }),
      async () => undefined,
    )
    return recorded.ok ? ok(recorded.value.value) : recorded
  }

  return {
    create,
    async authenticate(secret) {
      const hash = sha256(secret)
      const at = clockMs()
      const cached = known.get(hash)
      if (cached !== undefined && cached.until > at) return cached.row
      const row = await store.read.tokenByHash(hash)
      if (row === undefined || row.revokedAt !== null) {
        known.delete(hash)
        return undefined
      }
      if (known.size >= KEPT) known.clear()
      known.set(hash, { row, until: at + KEPT_MS })
      return row
    },
    async revoke(id, caller) {
      if (id === caller.actor.id) return err({ kind: "token-is-own", token: id })
      const recorded = await record<TokenRow>(
        deps,
        { ...caller, idempotency: undefined },
        async () => {
          const row = await store.read.token(id)
          if (row === undefined) return err({ kind: "not-found", what: "token", id })
          const at = now()
          return ok({
            value: { ...row, revokedAt: row.revokedAt ?? at },
            ref: id,
            proposal: { event: { kind: "token.revoked", at, actor: caller.actor, data: { token: id } } },
          })
        },
        async () => undefined,
      )
      known.clear()
      return recorded.ok ? ok(recorded.value.value) : recorded
    },
    async isFirstStart() {
      return (await store.read.tokens()).length === 0
    },
    async ensureAdministrator(secret) {
      const hash = sha256(secret)
      const before = await store.read.tokenByHash(hash)
      if (before !== undefined && before.revokedAt !== null) {
        throw new Error("the administrator's token was revoked; set PROMOTRAIL_ADMIN_TOKEN to another one")
      }
      if (before !== undefined) return
      const caller: Caller = { actor: INSTALLATION, within: undefined, idempotency: undefined }
      try {
        const created = await create({ name: "administrator", scopes: ["admin"], applications: [] }, secret, caller)
        if (!created.ok) throw new Error("the administrator's token could not be made")
      } catch (error) {
        // Another server that starts on the same database with the same token may have been first: that is what is wanted.
        if ((await store.read.tokenByHash(hash))?.revokedAt !== null) throw error
      }
    },
  }
}

/** Whether a token may do what asks for `needed`: `admin` includes everything, every other scope includes `read`. */
export function mayUse({ scopes }: Pick<TokenRow, "scopes">, needed: Scope): boolean {
  return scopes.includes("admin") || scopes.includes(needed) || (needed === "read" && scopes.length > 0)
}
