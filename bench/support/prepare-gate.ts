import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { applyPolicy, must, type Product, register, releasePath, upload } from "./product.ts"

const EXAMPLE = fileURLToPath(new URL("../../fixtures/worked-example/", import.meta.url))

/** The application and the release of the worked example. */
export const CHECKOUT = { application: "checkout", release: "v2.5.0", to: "staging" } as const
export const CHECKOUT_GATE = `${releasePath(CHECKOUT.application, CHECKOUT.release)}/gate`

/** Loads the worked example as far as its gate into `staging` allows: 197 tests in three reports. */
export async function prepareGate(product: Product): Promise<void> {
  const { application, release, to } = CHECKOUT
  await applyPolicy(product, application, readFileSync(join(EXAMPLE, "policy.yaml"), "utf8"))
  await register(product, application, release)
  for (const name of ["dev-unit", "dev-integration", "dev-smoke"]) {
    await upload(product, application, release, "dev", join(EXAMPLE, `${name}.xml`))
  }
  const { verdict } = JSON.parse(await must(product, "GET", `${CHECKOUT_GATE}?to=${to}`)) as { verdict?: string }
  if (verdict !== "allow") throw new Error(`the gate was prepared to allow and says ${verdict}`)
}
