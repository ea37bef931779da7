import { useState } from "react"
import { tryToken } from "../api/call.ts"
import { signIn } from "../api/credentials.ts"
import { Failure } from "../api/failure.ts"
import { Field } from "../parts/field.tsx"
import { ThemeSwitch } from "../parts/theme-switch.tsx"
import { Form } from "./form.tsx"

/** Signing in with a token: tried against the server first, then kept for this tab or on this computer. */
export function SignIn({ refused }: { readonly refused: boolean }) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  const enter = async (token: string, keep: boolean) => {
    setBusy(true)
    setFailure(null)
    try {
      await tryToken(token)
      signIn(token, keep)
    } catch (cause) {
      setFailure(cause instanceof Failure ? cause : null)
      setBusy(false)
    }
  }

  return (
    <main className="grid min-h-screen place-items-center p-4">
      <title>Sign in · Promotrail</title>
      <div className="grid w-full max-w-105 gap-5">
        <div className="flex items-center justify-between">
          <p className="flex items-center gap-2 text-16 font-650">
            <img src="/icon.svg" alt="" width={22} height={22} /> Promotrail
          </p>
          <ThemeSwitch />
        </div>
        <div className="card grid gap-5 p-7">
          <div className="grid gap-1">
            <h1 className="text-20 leading-7">Sign in</h1>
            <p className="text-muted">
              {refused
                ? "Your token is no longer accepted: it was revoked, or belongs to another installation."
                : "With a token of this installation."}
            </p>
          </div>
          <Form
            submit="Sign in"
            busy={busy}
            failure={failure}
            onSubmit={(said) => void enter(said("token"), said("keep") === "on")}
          >
            <input type="text" name="username" autoComplete="username" defaultValue="promotrail" hidden />
            <Field
              label="Token"
              hint="The server printed the first one when it started; an administrator can make more."
              error={failure?.status === 401 ? "This token is not accepted." : undefined}
            >
              {(input) => (
                <input
                  {...input}
                  name="token"
                  type="password"
                  autoComplete="current-password"
                  spellCheck={false}
                  required
                  className="field font-mono"
                />
              )}
            </Field>
            <label className="flex items-center gap-2 text-13">
              <input type="checkbox" name="keep" /> Keep me signed in on this computer
            </label>
          </Form>
        </div>
        <p className="text-12 text-muted">
          Promotrail decides, explains and records whether a release may move from one environment to the next.
        </p>
      </div>
    </main>
  )
}
