import { Modal } from "../../parts/modal.tsx"

const KEYS: readonly { readonly where: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    where: "Everywhere",
    keys: [
      ["Ctrl K", "go to a page, an application or a release"],
      ["?", "show these keys"],
      ["Esc", "close what is open"],
    ],
  },
  {
    where: "In the matrix",
    keys: [
      ["↑ ↓ ← →", "move from cell to cell"],
      ["Home, End", "first, last environment"],
      ["Ctrl Home, Ctrl End", "first, last cell"],
      ["Page Up, Page Down", "previous, next group"],
      ["Enter", "open where the number comes from"],
      ["Esc", "back to the cell"],
    ],
  },
]

/** The keys that do something. */
export default function Keys({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal title="Keys" onClose={onClose}>
      <div className="grid gap-5">
        {KEYS.map(({ where, keys }) => (
          <section key={where} className="grid gap-2">
            <h3 className="text-muted">{where}</h3>
            <dl className="grid grid-cols-[max-content_1fr] items-baseline gap-x-5 gap-y-2">
              {keys.map(([key, does]) => (
                <div key={key} className="contents">
                  <dt>
                    <kbd className="kbd">{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
