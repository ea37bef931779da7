import { utf8Of } from "../decoders.ts"
import type { Format, Reading } from "../format.ts"
import { Intake, type Reader } from "../intake.ts"
import { Budget } from "./budget.ts"
import { CONTAINER_HEAD, containerOf } from "./container.ts"
import { Entries, type EntriesOptions } from "./entries.ts"
import { Opener } from "./opener.ts"

/** Takes what was sent as one report: a file is read as it is, an archive as the one report that its entries make. */
export class ArchiveIntake implements Reader {
  private readonly options: EntriesOptions
  private head: Uint8Array | undefined = new Uint8Array(CONTAINER_HEAD)
  private headLength = 0
  private inside: Reader | undefined

  constructor(options: EntriesOptions) {
    this.options = options
  }

  get format(): Format | undefined {
    return this.inside?.format
  }

  write(bytes: Uint8Array): void {
    if (this.head === undefined) return this.inside?.write(bytes)
    const taken = bytes.subarray(0, CONTAINER_HEAD - this.headLength)
    this.head.set(taken, this.headLength)
    this.headLength += taken.length
    if (this.headLength < CONTAINER_HEAD) return undefined
    this.decide()
    return this.inside?.write(bytes.subarray(taken.length))
  }

  end(): Reading {
    if (this.head !== undefined) this.decide()
    return this.inside!.end()
  }

  private decide(): void {
    const head = this.head!.subarray(0, this.headLength)
    this.head = undefined
    const { formats, unread, input } = this.options
    const isPlain = containerOf(head) === null
    this.inside = isPlain ? new Intake(formats, unread, input) : new ArchiveReader(this.options)
    if (head.length > 0) this.inside.write(head)
  }
}

/** An archive, from its first byte to its last. */
class ArchiveReader implements Reader {
  private readonly budget: Budget
  private readonly entries: Entries
  private readonly opener: Opener

  constructor(options: EntriesOptions) {
    const { input } = options
    const { limits } = input
    const utf8 = utf8Of(input)
    this.budget = new Budget(limits)
    this.entries = new Entries(options)
    const { budget, entries } = this
    this.opener = new Opener({ limits, budget, entries, decode: (bytes) => utf8.decode(bytes) }, "", 0, false)
  }

  get format(): Format | undefined {
    return this.entries.format
  }

  write(bytes: Uint8Array): void {
    this.budget.receive(bytes.length)
    this.opener.write(bytes)
  }

  end(): Reading {
    this.opener.end()
    return this.entries.finish()
  }
}
