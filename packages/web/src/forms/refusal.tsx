import { CircleAlert } from "lucide-react"
import type { Failure } from "../api/failure.ts"

/** Why a write was refused, beside the button that asked for it. */
export function Refusal({ failure }: { readonly failure: Failure | null }) {
  if (failure === null) return null
  return (
    <div role="alert" className="error-text flex gap-2 text-13">
      <CircleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
      <div>
        <p>
          <span className="font-650">{failure.title}.</span> {failure.message}
        </p>
        {failure.fields.length === 0 ? null : (
          <ul>
            {failure.fields.map(({ path, text }) => (
              <li key={path + text}>
                <code>{path}</code> {text}
              </li>
            ))}
          </ul>
        )}
        {failure.requestId === null ? null : (
          <p className="text-12">
            Request <code>{failure.requestId}</code>
          </p>
        )}
      </div>
    </div>
  )
}
