import { open } from "node:fs/promises"
import type { VerifiedAttestation } from "@promotrail/core"
import { reportReader, type DecoderFactory, type Json } from "@promotrail/evidence"
import type { Trust } from "./trust.ts"
import { verificationOf, verifyDocument } from "./verify.ts"

const CHUNK = 256 * 1024
/** A signature takes up to some ten milliseconds. */
const MOST_VERIFIED = 500

/**
 * Reads a stored file once more and verifies what each of its attestations was read from: what is believed is what was
 * signed, not what somebody noted of it. Nothing of a file that is no longer readable.
 */
export async function verifyFile(
  path: string,
  trust: Trust,
  decoders: DecoderFactory,
): Promise<readonly VerifiedAttestation[]> {
  const verified: VerifiedAttestation[] = []
  let document: Json = null
  const reader = reportReader({
    decoders,
    onSigned: (signed) => {
      document = signed
    },
    onItem: (item) => {
      if (item.type !== "attestation") return
      const isLate = verified.length >= MOST_VERIFIED
      const late = () => ({ because: `it is behind the first ${MOST_VERIFIED} attestations of the file` })
      verified.push(
        isLate ? { item, verification: verificationOf(late, trust) } : verifyDocument(document, item, trust),
      )
    },
  })
  const file = await open(path, "r")
  try {
    const buffer = new Uint8Array(CHUNK)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK)
      if (bytesRead === 0 || !reader.write(buffer.subarray(0, bytesRead))) break
    }
  } finally {
    await file.close()
  }
  return reader.end().outcome === "accepted" ? verified : []
}
