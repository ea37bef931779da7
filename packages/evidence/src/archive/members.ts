import { RefusedInput } from "../refusal.ts"

/** What is told of the members of an archive, in their order. Everything may throw `RefusedInput`. */
export interface Members {
  /** A file begins; its bytes follow, then `close`. The name is as the archive has it: hostile. */
  open(name: string): void
  data(bytes: Uint8Array): void
  close(): void
  /** A member without content of its own: a folder, a link, a device. */
  other(name: string): void
}

/** Takes the bytes of something packed. Both methods may throw `RefusedInput`. */
export interface Unpacker {
  write(bytes: Uint8Array): void
  end(): void
}

/** Refuses an archive. `what`: a clause that says what is wrong with it. */
export function broken(what: string): never {
  throw new RefusedInput({ kind: "broken-archive", what })
}

/** The text of a name: UTF-8, or one byte a character where it is not. */
export function nameText(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): string {
  try {
    return decode(bytes)
  } catch {
    let text = ""
    for (const byte of bytes) text += String.fromCharCode(byte)
    return text
  }
}
