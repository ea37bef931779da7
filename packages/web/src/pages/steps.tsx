import type { Step } from "../verify/verify-log.ts"
import { StateIcon } from "../parts/state-mark.tsx"

const STATE = { good: "pass", bad: "fail", doubtful: "warn" } as const
const WORD = { good: "Right", bad: "Wrong", doubtful: "Note" } as const

/** What was verified, step by step, each with a mark and a word. */
export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ul className="grid gap-1.5 text-13">
      {steps.map(({ mark, text }) => (
        <li key={text} className="flex items-baseline gap-2">
          <span className="state-ink inline-flex" data-state={STATE[mark]}>
            <StateIcon state={STATE[mark]} />
            <span className="visually-hidden">{WORD[mark]}:</span>
          </span>
          <span className="min-w-0 break-words">{text}</span>
        </li>
      ))}
    </ul>
  )
}
