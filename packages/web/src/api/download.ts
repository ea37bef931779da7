import { callForFile, type Request, type RouteId } from "./call.ts"

/** Fetches a file with the token and hands it to the browser to save: a plain link could not send the token. */
export async function download<Id extends RouteId>(id: Id, request: Request<Id>, fileName: string): Promise<void> {
  save(await callForFile(id, request), fileName)
}

/** Hands bytes to the browser to save. */
export function save(bytes: Blob, fileName: string): void {
  const address = URL.createObjectURL(bytes)
  const link = document.createElement("a")
  link.href = address
  link.download = fileName
  link.click()
  // The browser reads the blob after the click returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
