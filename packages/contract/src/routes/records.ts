import { z } from "zod"
import { Ulid_ } from "../names.ts"
import { json, route } from "../route.ts"
import { LedgerRecord, page } from "../schemas.ts"

// Signed records, and what proves them.

const Index_ = z.coerce.number().int().min(0)
const ofLog = {
  log: z.coerce.number().int().min(1).optional().meta({ description: "Number of the log, from 1; else the newest." }),
  origin: z.string().max(253).optional().meta({ description: "The log by its origin, instead of its number." }),
}
const BUNDLE = {
  kind: "bytes",
  mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
  about: "A Sigstore bundle: the record, its leaf, and that it stands in the log",
} as const

export const listRecords = route({
  id: "listRecords",
  method: "GET",
  path: "/v1/ledger/records",
  tag: "Audit",
  scope: "read",
  summary: "Signed records, oldest first",
  query: z.object({
    ...ofLog,
    from: Index_.default(0),
    entry: Index_.optional().meta({
      description: "The records of this entry of the ledger alone, whatever their log.",
    }),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  replies: { 200: json(page(LedgerRecord), "Records") },
})

export const getRecord = route({
  id: "getRecord",
  method: "GET",
  path: "/v1/ledger/records/{record}",
  tag: "Audit",
  scope: "read",
  summary: "A signed record: what it says, by which key, and its leaf",
  params: z.object({ record: Index_ }),
  query: z.object(ofLog),
  replies: { 200: json(LedgerRecord, "The record") },
})

export const getRecordBundle = route({
  id: "getRecordBundle",
  method: "GET",
  path: "/v1/ledger/records/{record}/bundle",
  tag: "Audit",
  scope: "read",
  summary: "A record as a Sigstore bundle",
  params: z.object({ record: Index_ }),
  query: z.object(ofLog),
  replies: { 200: BUNDLE },
})

export const getRecordProof = route({
  id: "getRecordProof",
  method: "GET",
  path: "/v1/ledger/records/{record}/proof",
  tag: "Audit",
  scope: "read",
  summary: "That a record stands in the log, as a .tlog-proof file",
  params: z.object({ record: Index_ }),
  query: z.object(ofLog),
  replies: { 200: { kind: "bytes", mediaType: "text/plain", about: "The proof" } },
})

export const getDecisionBundle = route({
  id: "getDecisionBundle",
  method: "GET",
  path: "/v1/decisions/{decision}/decision.sigstore.json",
  tag: "Audit",
  scope: "read",
  summary: "The signed record of a decision, as a Sigstore bundle",
  params: z.object({ decision: Ulid_ }),
  replies: { 200: BUNDLE },
})

export const getDecisionSummary = route({
  id: "getDecisionSummary",
  method: "GET",
  path: "/v1/decisions/{decision}/vsa.sigstore.json",
  tag: "Audit",
  scope: "read",
  summary: "The SLSA verification summary of an enforced decision, as a Sigstore bundle",
  params: z.object({ decision: Ulid_ }),
  replies: { 200: BUNDLE },
})

export const getTrustFile = route({
  id: "getTrustFile",
  method: "GET",
  path: "/v1/ledger/trust/{file}",
  tag: "Audit",
  scope: "read",
  summary: "What auditors keep to judge the log by: whom to trust, in the formats of C2SP and Sigstore, and as PEM",
  params: z.object({ file: z.enum(["policy.txt", "trusted_root.json", "decision.pub"]) }),
  replies: { 200: { kind: "bytes", mediaType: "text/plain", about: "The file" } },
})
