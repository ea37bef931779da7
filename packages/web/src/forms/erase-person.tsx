import type { Token } from "@promotrail/contract"
import { useState } from "react"
import { newKey } from "../api/call.ts"
import { useReadAgain, useWrite } from "../api/writes.ts"
import { Modal } from "../parts/modal.tsx"
import { EraseWho, type Asked } from "./erase-who.tsx"
import { ErasePlan } from "./erase-plan.tsx"
import { Erased } from "./erased.tsx"

type Props = { readonly tokens: readonly Token[]; readonly onClose: () => void }

/** Erasing a person: who, what would go and what stays, and then for good. */
export default function ErasePerson({ tokens, onClose }: Props) {
  const readAgain = useReadAgain()
  const [asked, setAsked] = useState<Asked | null>(null)
  // Sent again after a lost answer it is the same request, and gets the same notice.
  const [key, setKey] = useState(newKey)
  const preview = useWrite("previewErasure")
  const erase = useWrite("erasePerson", key)
  const sought = asked === null ? {} : soughtOf(asked)
  if (erase.data !== undefined) return <Erased notice={erase.data} onClose={onClose} />
  return (
    <Modal title="Erase a person" onClose={onClose} key={preview.data === undefined ? "who" : "plan"}>
      {asked === null || preview.data === undefined ? (
        <EraseWho
          tokens={tokens}
          before={asked}
          busy={preview.isPending}
          failure={preview.error}
          onCancel={onClose}
          onAsk={(now) => {
            setAsked(now)
            setKey(newKey())
            preview.mutate({ body: soughtOf(now) })
          }}
        />
      ) : (
        <ErasePlan
          plan={preview.data}
          asked={asked}
          busy={erase.isPending}
          failure={erase.error}
          onBack={() => preview.reset()}
          onErase={({ basis, evidence }) =>
            erase.mutate(
              { body: { ...sought, basis, evidence: [...evidence] } },
              // Also what never changes otherwise: a decision may have lost its input.
              { onSuccess: readAgain },
            )
          }
        />
      )}
    </Modal>
  )
}

const soughtOf = ({ person, text }: Asked) => ({
  ...(person === null ? {} : { person: person.id }),
  ...(text === "" ? {} : { text }),
})
