import type { ItemView } from "@promotrail/core"
import { Pill } from "./state-mark.tsx"

/** One item of a report in a narrow place: how bad, what, what of it, where. */
export function ItemLine({ item }: { readonly item: ItemView }) {
  const { state, word, name, about, where } = item
  // Numbers are of the whole report unless they say otherwise.
  const isWhole = state === null && where.startsWith("the whole ")
  return (
    <li className="grid min-w-0 gap-0.5 text-13">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        {word === "" ? null : state === null ? <b className="font-650">{word}</b> : <Pill state={state}>{word}</Pill>}
        <span className="min-w-0 font-500 break-words">{name}</span>
      </span>
      {about === "" ? null : <span className="line-clamp-3 break-words text-muted">{about}</span>}
      {where === "" || isWhole ? null : <code className="text-12 wrap-anywhere text-muted">{where}</code>}
    </li>
  )
}
