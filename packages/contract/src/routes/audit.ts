import { z } from "zod"
import { Application_, Instant_, Release_, Sought_ } from "../names.ts"
import { json, route } from "../route.ts"
import { LedgerEntry, LedgerHead, LedgerVerification, page } from "../schemas.ts"
import { paging } from "./shared.ts"

// The ledger.

export const listAudit = route({
  id: "listAudit",
  method: "GET",
  path: "/v1/audit",
  tag: "Audit",
  scope: "read",
  summary: "The ledger, newest first",
  query: z.object({
    ...paging,
    application: Application_.optional(),
    release: Release_.optional(),
    kind: Sought_(60).optional(),
    actor: Sought_(200).optional(),
  }),
  replies: { 200: json(page(LedgerEntry), "Entries") },
})

export const exportAudit = route({
  id: "exportAudit",
  method: "GET",
  path: "/v1/audit/export",
  tag: "Audit",
  scope: "read",
  summary: "The ledger as CSV, JSON lines or HTML, streamed, oldest first",
  query: z.object({
    format: z.enum(["csv", "jsonl", "html"]).default("csv"),
    proofs: z.enum(["true", "false"]).default("false").meta({
      description:
        "With the signed records of each entry: where they stand and under which head; in JSON lines each as a Sigstore bundle. HTML always has the first of these.",
    }),
    application: Application_.optional(),
    from: Instant_.optional(),
    to: Instant_.optional().meta({ description: "Entries before this moment." }),
  }),
  replies: { 200: { kind: "bytes", mediaType: "text/csv", about: "One line per entry" } },
})

export const getLedgerHead = route({
  id: "getLedgerHead",
  method: "GET",
  path: "/v1/ledger",
  tag: "Audit",
  scope: "read",
  summary: "Size and root of the ledger",
  replies: { 200: json(LedgerHead, "The head") },
})

export const verifyLedger = route({
  id: "verifyLedger",
  method: "POST",
  path: "/v1/ledger/verify",
  tag: "Audit",
  scope: "read",
  summary: "Recompute the root, rebuild the state from the events, compare",
  replies: { 200: json(LedgerVerification, "What was found") },
})
