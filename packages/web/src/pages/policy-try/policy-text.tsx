import { FileUp, Undo2 } from "lucide-react"
import { useRef } from "react"
import { Field } from "../../parts/field.tsx"

type Props = {
  readonly text: string
  readonly current: string
  readonly onChange: (text: string) => void
}

/** A policy to be written here or taken from a file. It goes nowhere until it is tried. */
export function PolicyText({ text, current, onChange }: Props) {
  const file = useRef<HTMLInputElement>(null)
  return (
    <div className="grid gap-2">
      <Field label="The other policy" hint="The one in force, to be changed here; or a file of yours.">
        {(input) => (
          <textarea
            {...input}
            className="field font-mono"
            rows={Math.min(24, Math.max(8, text.split("\n").length + 1))}
            spellCheck={false}
            autoCapitalize="off"
            autoCorrect="off"
            wrap="off"
            required
            value={text}
            onChange={({ target }) => onChange(target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <input
          ref={file}
          type="file"
          accept=".yaml,.yml,application/yaml,text/yaml"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="A policy file"
          onChange={({ target }) => {
            const [chosen] = target.files ?? []
            // The same file again, once it was edited, is a change, too.
            target.value = ""
            void chosen?.text().then(onChange)
          }}
        />
        <button type="button" className="button button-small" onClick={() => file.current?.click()}>
          <FileUp size={14} aria-hidden="true" /> Choose a file
        </button>
        <button
          type="button"
          className="button button-small"
          disabled={text === current}
          onClick={() => onChange(current)}
        >
          <Undo2 size={14} aria-hidden="true" /> Back to the one in force
        </button>
      </div>
    </div>
  )
}
