import { attestedView, type AttestedAnswers } from "@promotrail/core"
import { unbroken } from "./names.ts"
import { StateIcon } from "./state-mark.tsx"

/** What was asked of each attestation and what was answered, step by step; who signed, where that is known. */
export function Attested({ of, attested }: { readonly of: string; readonly attested: readonly AttestedAnswers[] }) {
  if (attested.length === 0) return null
  return (
    <ul className="grid gap-2" aria-label={`Attestations looked at for ${of}`}>
      {attested.map(attestedView).map(({ evidence, predicate, signedBy, answers, because }, at) => (
        <li key={`${evidence} ${at}`} className="grid gap-1 text-12">
          <span className="font-500 break-words">{unbroken(predicate)}</span>
          {signedBy === "" ? null : <span className="break-words text-muted">signed by {unbroken(signedBy)}</span>}
          <span className="flex flex-wrap gap-x-3 gap-y-0.5">
            {answers.map(({ question, state, word }) => (
              <span key={question} className="inline-flex items-center gap-1 whitespace-nowrap">
                <span className="state-ink" data-state={state}>
                  <StateIcon state={state} size={12} />
                </span>
                {question}: {word}
              </span>
            ))}
          </span>
          {because === "" ? null : <span className="break-words text-muted">{unbroken(because)}</span>}
        </li>
      ))}
    </ul>
  )
}
