import type { ErasurePlan } from "@promotrail/contract"
import { counted } from "../parts/names.ts"
import { shortDigest } from "../parts/digest.tsx"

type Props = {
  readonly plan: ErasurePlan
  readonly chosen: readonly string[]
  readonly onChoose: (chosen: readonly string[]) => void
}

/** What names the person and stays, and what to do about each of it. */
export function EraseStays({ plan: { stays, tokens, person }, chosen, onChoose }: Props) {
  const of = (what: string) => stays.filter((one) => one.what === what).map(({ digest }) => digest)
  const [policies, notes, facts, files] = [of("policy"), of("notes"), of("facts"), of("evidence")]
  const others = tokens.filter(({ id, isActive }) => id !== person && !isActive)
  if (stays.length + others.length === 0) return null
  return (
    <section aria-labelledby="erase-stays" className="text-13">
      <h3 id="erase-stays" className="mb-1 font-650">
        What stays
      </h3>
      <ul className="grid list-disc gap-1 pl-5">
        {policies.length === 0 ? null : (
          <li>
            {counted(policies.length, "policy", "policies")}: take the name out and apply it; the former text stays.
          </li>
        )}
        {notes.length === 0 ? null : (
          <li>
            {counted(notes.length, "text of release notes", "texts of release notes")}: they are part of the release.
          </li>
        )}
        {facts.length === 0 ? null : (
          <li>
            {counted(facts.length, "list of what was read out of a report", "lists of what was read out of reports")}:
            gates count with them.
          </li>
        )}
        {others.map(({ id, name }) => (
          <li key={id} className="break-words">
            The name of the revoked token “{name}”: choose the token itself.
          </li>
        ))}
      </ul>
      {files.length === 0 ? null : (
        <fieldset className="mt-2 grid gap-1">
          <legend className="mb-1">Reports as they were sent; those that you choose go as well:</legend>
          {files.map((digest) => (
            <label key={digest} className="flex items-center gap-2">
              <input
                type="checkbox"
                checked={chosen.includes(digest)}
                onChange={() =>
                  onChoose(chosen.includes(digest) ? chosen.filter((each) => each !== digest) : [...chosen, digest])
                }
              />
              <code title={digest}>{shortDigest(digest)}</code>
            </label>
          ))}
        </fieldset>
      )}
    </section>
  )
}
