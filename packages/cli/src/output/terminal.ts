import { paintFor, type Paint } from "./paint.ts"

/** Where a verb prints. Results go to `out`, so that they can be piped; everything said about them goes to `say`. */
export type Terminal = {
  /** A line (or several) of the result. */
  readonly out: (text: string) => void
  /** Bytes of the result, written as fast as whoever reads takes them; false once nobody reads any more. */
  readonly write: (bytes: Uint8Array) => Promise<boolean>
  /** A line (or several) for the person who watches. */
  readonly say: (text: string) => void
  /** Colours for `out`, and for `say`. */
  readonly paint: Paint
  readonly paintSaid: Paint
  /** Redraws the line under the cursor; only on a terminal, elsewhere it does nothing. */
  readonly redraw: ((line: string) => void) | undefined
}

type Stream = Pick<NodeJS.WriteStream, "write" | "isTTY">

/** The terminal of this process, or of a test. Streams are touched when first used: even looking at one takes Node a while. */
export function terminalOn(
  streams: { readonly stdout: Stream; readonly stderr: Stream },
  env: NodeJS.ProcessEnv,
): Terminal {
  return {
    out: (text) => void streams.stdout.write(`${text}\n`),
    write: (bytes) =>
      new Promise((resolve) => {
        streams.stdout.write(bytes, (error) => resolve(!error))
      }),
    say: (text) => void streams.stderr.write(`${text}\n`),
    get paint() {
      return paintFor(streams.stdout.isTTY, env)
    },
    get paintSaid() {
      return paintFor(streams.stderr.isTTY, env)
    },
    get redraw() {
      const { stderr } = streams
      return stderr.isTTY ? (line: string) => void stderr.write(`\r\u001b[2K${line}`) : undefined
    },
  }
}

/**
 * Foreign text (test names, reasons, file names) made safe to print: nothing in it can move the cursor, ring,
 * set a title or turn the direction of the line. Line breaks and tabs stay.
 */
export function plain(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (char) => {
    return `\\u{${char.codePointAt(0)?.toString(16) ?? ""}}`
  })
}

/** `plain`, and on one line. */
export function plainLine(text: string): string {
  return plain(text).replace(/[\n\t]+/g, " ")
}

/** `plainLine` for every text in a value, so that whatever is made of it can be printed. */
export function plainAll<T>(value: T): T {
  const made: unknown = JSON.parse(JSON.stringify(value), (_name, part: unknown) => {
    return typeof part === "string" ? plainLine(part) : part
  })
  return made as T // the same shape, other texts
}
