import { routes } from "@promotrail/contract"
import { randomBytes } from "node:crypto"
import { tokenToWire } from "../../app/pages/wire.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** Who a token is, and making and ending tokens. */
export function accessHandlers({ deps, tokens, installation }: Services): readonly Handler[] {
  return [
    handle(routes.getSession, async ({ token }) => ({
      status: 200,
      body: { token: tokenToWire(token), ...installation, storage: deps.store.kind },
    })),
    handle(routes.listTokens, async () => ({
      status: 200,
      body: { items: (await deps.store.read.tokens()).toReversed().map(tokenToWire), next: null },
    })),
    handle(routes.createToken, async ({ body, caller }) => {
      const secret = `pt_${randomBytes(32).toString("base64url")}`
      const created = await tokens.create(body, secret, caller)
      return created.ok
        ? { status: 201, body: { token: tokenToWire(created.value), secret } }
        : { refused: created.error }
    }),
    handle(routes.revokeToken, async ({ params, caller }) => {
      const revoked = await tokens.revoke(params.token, caller)
      return revoked.ok ? { status: 200, body: tokenToWire(revoked.value) } : { refused: revoked.error }
    }),
  ]
}
