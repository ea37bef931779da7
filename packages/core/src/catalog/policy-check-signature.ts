import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { maxAge, standingOf } from "./policy-check-report.ts"
import { signedBy, signedByKeys } from "./policy-check-signed-by.ts"
import { mapping } from "./policy-shape.ts"

const written = mapping("`signature`", {}, { ...signedByKeys, maxAge, ...commonKeys })

/** `signature`: who has to have signed every artifact of the release. */
export const signatureCheck: CheckReader = checkReader(written, (read, { value: tree }, reading) => {
  const may = signedBy(read, tree, reading)
  if (may === undefined) return undefined
  if (may.signers.length === 0 && may.keys.length === 0) {
    const told =
      "`signature` without `identity` or `keys` lets everybody sign. Write { identity: https://github.com/acme/shop, issuer: github } or { keys: [release.pub] }."
    return reading.mistake("missing-key", { ...tree, path: `${tree.path}.identity` }, told)
  }
  return [{ kind: "signature", ...baseOf(read), parameters: { ...standingOf(read), ...may } }]
})
