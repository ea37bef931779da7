import { applyPolicy, type Product, register, upload } from "./product.ts"

/** Milliseconds from the first byte of an upload to the answer that it is durable and counted. */
export async function uploadMs(product: Product, application: string, release: string, file: string): Promise<number> {
  const before = performance.now()
  const answer = JSON.parse(await upload(product, application, release, "dev", file)) as { outcome?: string }
  const took = performance.now() - before
  if (answer.outcome !== "accepted") throw new Error(`the upload was answered ${JSON.stringify(answer).slice(0, 300)}`)
  return took
}

/** An application with one release, ready for uploads. */
export async function newApplication(product: Product, application: string): Promise<void> {
  await applyPolicy(product, application)
  await register(product, application, "v1")
}
