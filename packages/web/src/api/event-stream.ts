/** One message of a stream of server-sent events. */
export type Message = { readonly id: string | null; readonly event: string; readonly data: string }

/** Cuts text that arrives in pieces into messages. Comments and fields it does not know are passed over. */
export function messageReader(): (piece: string) => readonly Message[] {
  let rest = ""
  return (piece) => {
    const blocks = (rest + piece).replaceAll("\r\n", "\n").split("\n\n")
    rest = blocks.pop() ?? ""
    return blocks.map(messageOf).filter((message) => message !== undefined)
  }
}

function messageOf(block: string): Message | undefined {
  const data: string[] = []
  let id: string | null = null
  let event = "message"
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^([a-z]+):? ?(.*)$/.exec(line) ?? []
    if (field === "data") data.push(value)
    if (field === "id") id = value
    if (field === "event") event = value
  }
  return data.length === 0 ? undefined : { id, event, data: data.join("\n") }
}
