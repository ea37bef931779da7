import { FileSearch } from "lucide-react"
import { useWrite } from "../../api/writes.ts"
import { Refusal } from "../../forms/refusal.tsx"
import { Pill } from "../../parts/state-mark.tsx"

/** Makes the input again from the ledger and the raw files, and says what is not as it was then. */
export function DeepReplay({ id }: { readonly id: string }) {
  const replay = useWrite("replayDecision")
  const deep = replay.data?.deep
  return (
    <div className="grid gap-2">
      <button
        type="button"
        className="button button-small no-print justify-self-start"
        disabled={replay.isPending}
        onClick={() => replay.mutate({ params: { decision: id }, query: { deep: "true" } })}
      >
        <FileSearch size={14} aria-hidden="true" /> {replay.isPending ? "Reading the evidence again…" : "Replay deeply"}
      </button>
      <output className="grid gap-2">
        {deep === undefined || deep === null ? null : (
          <>
            <p>
              <Pill state={deep.agrees ? "pass" : "fail"}>
                {deep.agrees ? "Follows from its evidence" : "Does not follow from its evidence"}
              </Pill>
            </p>
            <p>{deep.says}</p>
            <ul className="grid gap-1 break-words">
              {deep.files.map(({ evidence, file, says }) => (
                <li key={evidence}>
                  {file}: {says}
                </li>
              ))}
              {deep.differences.map((difference) => (
                <li key={difference}>{difference}</li>
              ))}
            </ul>
          </>
        )}
      </output>
      <Refusal failure={replay.error} />
    </div>
  )
}
