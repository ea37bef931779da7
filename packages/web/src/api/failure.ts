import type { Problem } from "@promotrail/contract"

/** Why a call gave no answer: the server said so (a problem), or nothing understandable came back. */
export class Failure extends Error {
  readonly status: number
  readonly kind: string
  readonly title: string
  readonly requestId: string | null
  readonly fields: readonly { readonly path: string; readonly text: string }[]

  constructor(said: {
    status: number
    kind: string
    title: string
    detail: string
    requestId: string | null
    fields?: Problem["errors"] | undefined
  }) {
    super(said.detail)
    this.name = "Failure"
    this.status = said.status
    this.kind = said.kind
    this.title = said.title
    this.requestId = said.requestId
    this.fields = said.fields ?? []
  }
}

/** The server did not answer at all. */
export function unreachable(): Failure {
  return new Failure({
    status: 0,
    kind: "unreachable",
    title: "The server does not answer",
    detail: "Nothing came back. Check that the server runs and that this computer can reach it, then try again.",
    requestId: null,
  })
}

/** Reads a problem document; anything else becomes a failure that says what came instead. */
export async function failureOf(answer: Response): Promise<Failure> {
  const requestId = answer.headers.get("x-request-id")
  const said = (await answer.json().catch(() => null)) as Partial<Problem> | null
  if (said === null || typeof said.title !== "string") {
    return new Failure({
      status: answer.status,
      kind: "not-understood",
      title: `The server answered ${answer.status}, and not as agreed`,
      detail: "Something between this page and the server may have answered instead of it. Try again.",
      requestId,
    })
  }
  return new Failure({
    status: answer.status,
    kind: (said.type ?? "").replace(/^.*\/problems\//, ""),
    title: said.title,
    detail: said.detail ?? "",
    requestId: said.requestId ?? requestId,
    fields: said.errors,
  })
}
