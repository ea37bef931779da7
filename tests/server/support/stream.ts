import { onTestFinished } from "vitest"

/** One message of the live stream. */
export type Message = { readonly event: string; readonly id: string; readonly data: Readonly<Record<string, unknown>> }

/** A listener on the live stream. */
export type Listening = {
  readonly status: number
  /** The next message, as soon as it comes; `undefined` when the stream ended. */
  readonly next: () => Promise<Message | undefined>
  /** Messages until one of this kind came, that one included. */
  readonly until: (kind: string) => Promise<readonly Message[]>
  readonly leave: () => void
}

/** Listens as the page does. */
export async function listen(url: string, token: string, lastId?: string): Promise<Listening> {
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const answer = await fetch(new URL("/v1/live", url), {
    headers: { authorization: `Bearer ${token}`, ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
    signal: leaving.signal,
  })
  const messages = messagesOf(answer)
  const next = async () => (await messages.next()).value ?? undefined
  return {
    status: answer.status,
    next,
    async until(kind) {
      const heard: Message[] = []
      for (let message = await next(); message !== undefined; message = await next()) {
        heard.push(message)
        if (message.data["kind"] === kind) return heard
      }
      throw new Error(`the stream ended before ${kind}`)
    },
    leave: () => leaving.abort(),
  }
}

async function* messagesOf(answer: Response): AsyncGenerator<Message, void> {
  let text = ""
  try {
    for await (const chunk of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      text += chunk
      const blocks = text.split("\n\n")
      text = blocks.pop() ?? ""
      for (const block of blocks) {
        const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]))
        const data = fields.get("data")
        if (data !== undefined) {
          const told = JSON.parse(data) as Record<string, unknown>
          yield { event: fields.get("event") ?? "", id: fields.get("id") ?? "", data: told }
        }
      }
    }
  } catch {
    // Cut off: for a listener the stream is over.
  }
}
