import { base64Of, bytesOfBase64 } from "../kernel/base64.ts"
import { bytesOfHex } from "../kernel/hex.ts"
import { verifiesP256 } from "../kernel/signature.ts"
import { textOfUtf8, utf8Of } from "../kernel/utf8.ts"
import { merkleHasher } from "../ledger/merkle.ts"
import type { VerifyPlatform } from "./verify-findings.ts"

/** What a pack is verified with, by ECMAScript alone beside hashes and signatures; faster ways may be handed in, too. */
export function verifyPlatform(
  given: Pick<VerifyPlatform, "sha256" | "verifier" | "words"> & Partial<VerifyPlatform>,
): VerifyPlatform {
  const { sha256, verifier } = given
  return {
    hasher: merkleHasher(sha256),
    sha256Base64: (data) => base64Of(bytesOfHex(sha256(data))),
    verifyRecord: (publicKey, message, signature) => verifiesP256(verifier, publicKey, message, signature),
    bytesOfBase64,
    textOfUtf8,
    utf8Of,
    ...given,
  }
}
