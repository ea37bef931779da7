import type { Item } from "@promotrail/core"
import type { DecoderFactory, Limits, Report, TestFact } from "../src/index.ts"
import { reportReader } from "../src/index.ts"

/** The platform's decoders, strict, as the shell hands them in. */
export const decoders: DecoderFactory = (label) => {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

export type Read = {
  readonly report: Report
  readonly facts: readonly TestFact[]
  readonly items: readonly Item[]
}
type ReadOptions = { readonly limits?: Partial<Limits>; readonly retries?: "merge"; readonly chunk?: number }

export const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Reads a whole file, in chunks if asked. */
export function read(file: string | Uint8Array, { chunk, ...options }: ReadOptions = {}): Read {
  const bytes = typeof file === "string" ? bytesOf(file) : file
  const size = chunk ?? Math.max(1, bytes.length)
  return readChunks(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size)),
    options,
  )
}

/** Reads a file that arrives in these pieces, and stops sending when told to. */
export function readChunks(chunks: Iterable<Uint8Array>, options: Omit<ReadOptions, "chunk"> = {}): Read {
  const facts: TestFact[] = []
  const items: Item[] = []
  const reader = reportReader({
    decoders,
    onTest: (fact) => facts.push(fact),
    onItem: (item) => items.push(item),
    ...options,
  })
  for (const chunk of chunks) if (!reader.write(chunk)) break
  return { report: reader.end(), facts, items }
}

/** `passed/failed/errored/skipped` as one short text. */
export function tally({ report }: Read): string {
  const { passed, failed, errored, skipped } = report.counts
  return [passed, failed, errored, skipped].join("/")
}

/** The code of a refusal; for what was accepted, whether a gate may rely on it. */
export function verdictOf({ report }: Pick<Read, "report">): string {
  return report.code ?? (report.unfit === null ? "fit" : "unfit")
}

/** The outcome; "unfit" for what was accepted and no gate may rely on. */
export function standingOf({ report }: Pick<Read, "report">): string {
  return report.unfit === null ? report.outcome : "unfit"
}
