import { useState } from "react"
import { useWrite } from "../../api/writes.ts"
import { Refusal } from "../../forms/refusal.tsx"
import { Found } from "./found.tsx"
import { PolicyText } from "./policy-text.tsx"

/** As many as the server takes. */
const MOST = 1000
const USUAL = 200

type Props = { readonly application: string; readonly current: string }

/** Asks which of the last decisions would have ended otherwise under another text. Nothing is recorded by it. */
export default function TryPolicy({ application, current }: Props) {
  const [text, setText] = useState(current)
  const [last, setLast] = useState(String(USUAL))
  const replay = useWrite("replayPolicy")
  const asked = { params: { application }, body: text }
  const isCount = /^[1-9]\d*$/.test(last) && Number(last) <= MOST
  const ask = (deep: boolean): void =>
    replay.mutate({ ...asked, query: { last: Number(last), deep: deep ? "true" : "false" } })
  const found = replay.data
  return (
    <div className="grid gap-4">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          ask(false)
        }}
      >
        <PolicyText text={text} current={current} onChange={setText} />
        <div className="flex flex-wrap items-end gap-3">
          <label className="grid gap-1 text-13 font-500">
            On the last decisions
            <input
              className="field"
              type="number"
              inputMode="numeric"
              min={1}
              max={MOST}
              required
              value={last}
              onChange={({ target }) => setLast(target.value)}
            />
          </label>
          <button type="submit" className="button button-primary" disabled={replay.isPending || !isCount}>
            {replay.isPending ? "Evaluating…" : "Try it"}
          </button>
        </div>
      </form>
      <Refusal failure={replay.error} />
      {found === undefined || replay.isPending ? null : <Found found={found} onDeep={() => ask(true)} />}
    </div>
  )
}
