import { discloseValue, SALT_BYTES, type Event, type Hide } from "@promotrail/core"
import { sha256 } from "../hashes.ts"
import { randomBytesOf } from "../random.ts"
import type { RowOf } from "../schema.ts"
import type { WriteTransaction } from "../transaction.ts"

/** Disclosures of one batch. A person has one identity for all entries; every free text has a salt of its own. */
export class Hiding {
  readonly made: RowOf<"disclosure">[] = []
  private readonly identities: Map<string, string>

  private constructor(identities: Map<string, string>) {
    this.identities = identities
  }

  /** Knows the identities of these actors that there are already. */
  static async of({ db }: WriteTransaction, events: readonly Event[]): Promise<Hiding> {
    const actors = [...new Set(events.map(({ actor }) => actor.id))]
    if (actors.length === 0) return new Hiding(new Map())
    const rows = await db
      .selectFrom("disclosure")
      .select(["actor", "digest"])
      .where("actor", "in", actors)
      .where("name", "=", "actor")
      .execute()
    return new Hiding(new Map(rows.map(({ actor, digest }) => [actor, digest])))
  }

  /** How values of this event are hidden. */
  of(event: Event): Hide {
    const { actor, at } = event
    return (name, value) => {
      const known = name === "actor" ? this.identities.get(actor.id) : undefined
      if (known !== undefined) return known
      const { digest, text } = discloseValue(randomBytesOf(SALT_BYTES), name, value, sha256)
      if (name === "actor") this.identities.set(actor.id, digest)
      this.made.push({ digest, actor: personIn(event, name), name, at, text })
      return digest
    }
  }
}

/** Whose word or name it is: the name of a token belongs to who uses it, not to who made it. */
function personIn(event: Event, name: string): string {
  return event.kind === "token.created" && name === "name" ? event.data.token : event.actor.id
}
