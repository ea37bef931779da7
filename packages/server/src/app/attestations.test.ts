import { isVerified, type AttestationItem, type Digest, type Instant, type Verification } from "@promotrail/core"
import { expect, test } from "vitest"
import type { VerifiedFile } from "../ports/reader.ts"
import { attestationReader } from "./attestations.ts"

const raw = (digit: string) => `sha256:${digit.repeat(64)}` as Digest
const item: AttestationItem = {
  type: "attestation",
  at: 1,
  statementType: "https://in-toto.io/Statement/v1",
  predicateType: "https://slsa.dev/provenance/v1",
  subjects: [],
  sources: [],
  signatures: 1,
  verified: "not-checked",
}
const verification: Verification = {
  trust: null,
  answers: { form: "yes", signature: "yes", chain: "none", log: "none", time: "none" },
  because: null,
  signers: [{ by: "key", name: "a.pub", fingerprint: "SHA256:a" }],
  signedAt: null,
}

/** A reader over an intake that answers this, one after the other; and how often it was asked. */
function reading(...answers: readonly (VerifiedFile | Error)[]) {
  let asked = 0
  let minute = 0
  const verify = (): Promise<VerifiedFile> => {
    const answer = answers[Math.min(asked++, answers.length - 1)]
    return answer === undefined || answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  const deps = {
    blobs: { pathOf: (digest: Digest) => digest },
    intake: { verify },
    now: () => `2026-11-20T12:${String(minute).padStart(2, "0")}:00.000Z` as Instant,
  }
  const attestations = attestationReader(deps as never)
  return { attestations, count: () => asked, wait: () => void minute++ }
}

test("a file is verified once", async () => {
  const { attestations, count } = reading({ attestations: [{ item, verification }] })
  const first = await attestations({ raw: raw("a") }, [])
  expect(await attestations({ raw: raw("a") }, [])).toBe(first)
  await attestations({ raw: raw("b") }, [])
  expect(count()).toBe(2)
})

test("where verifying broke, what the file says stands there as nobody's word, and is tried again later", async () => {
  const { attestations, count, wait } = reading(
    { broken: "it took too long" },
    { attestations: [{ item, verification }] },
  )
  const [broken] = await attestations({ raw: raw("a") }, [item])
  expect([broken?.item, broken?.verification.because]).toStrictEqual([item, "it took too long"])
  expect(broken === undefined ? true : isVerified(broken.verification)).toBe(false)
  await attestations({ raw: raw("a") }, [item])
  expect(count()).toBe(1)
  wait()
  const [again] = await attestations({ raw: raw("a") }, [item])
  expect([count(), again?.verification]).toStrictEqual([2, verification])
})

test("a file that is gone holds, and breaks nothing else", async () => {
  const { attestations } = reading(Object.assign(new Error("no such file"), { code: "ENOENT" }))
  const [gone] = await attestations({ raw: raw("a") }, [item])
  expect(gone?.verification.because).toBe("its file is no longer there")
})

test("a server that stops has said nothing", async () => {
  const { attestations } = reading(new Error("stopping"), { attestations: [{ item, verification }] })
  await expect(attestations({ raw: raw("a") }, [item])).rejects.toThrow("stopping")
  expect(await attestations({ raw: raw("a") }, [item])).toHaveLength(1)
})
