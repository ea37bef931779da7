import { routes } from "@promotrail/contract"
import { noticesOf } from "../../app/erasing/notices.ts"
import { evidenceToWire } from "../../app/pages/wire.ts"
import { MAX_UPLOAD_BYTES } from "../../app/uploads.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** Taking evidence in, and showing what became of it. */
export function evidenceHandlers({ deps, uploads, pages }: Services): readonly Handler[] {
  const { store, blobs } = deps
  return [
    handle(routes.uploadEvidence, async ({ params, query, stream, caller, request }) => {
      // Told before it is sent; one that does not say how large it is, is stopped when it has become too large.
      if (Number(request.headers["content-length"]) > MAX_UPLOAD_BYTES) {
        return { refused: { kind: "too-large", limit: MAX_UPLOAD_BYTES } }
      }
      const uploaded = await uploads.upload(
        {
          ...params,
          environment: query.environment,
          category: query.category,
          variant: query.variant ?? "",
          file: query.file,
          inventory: query.inventory,
          retries: query.retries,
          body: stream,
        },
        caller,
      )
      if (!uploaded.ok) return { refused: uploaded.error }
      const { value, repeated } = uploaded.value
      const body = {
        ...evidenceToWire(value.evidence),
        ...(repeated ? { repeat: true } : {}),
        effect: value.effect.map((change) => ({ ...change })),
      }
      if (value.evidence.outcome !== "accepted") return { status: 422, body }
      return repeated ? { status: 200, body } : { status: 201, body }
    }),
    handle(routes.listEvidence, async ({ query, caller }) => {
      const { after, ...filter } = query
      const beforeIndex = after === undefined ? undefined : Number(after)
      const { rows, more } = await store.read.evidenceList({
        ...filter,
        ...(beforeIndex === undefined ? {} : { beforeIndex }),
        ...(caller.within === undefined ? {} : { within: caller.within }),
      })
      const next = more ? String(rows.at(-1)?.ledgerIndex ?? "") : null
      return { status: 200, body: { items: rows.map(evidenceToWire), next } }
    }),
    handle(routes.getEvidence, async ({ params, caller }) => {
      const found = await pages.evidence.one(params.evidence, caller.within)
      return found.ok ? { status: 200, body: evidenceToWire(found.value) } : { refused: found.error }
    }),
    handle(routes.getEvidenceTests, async ({ params, query, caller }) => {
      const found = await pages.evidence.tests(params.evidence, caller.within, query)
      return found.ok ? { status: 200, body: found.value } : { refused: found.error }
    }),
    handle(routes.getEvidenceItems, async ({ params, query, caller }) => {
      const found = await pages.evidence.items(params.evidence, caller.within, query)
      return found.ok ? { status: 200, body: found.value } : { refused: found.error }
    }),
    handle(routes.getEvidenceRaw, async ({ params, caller }) => {
      const found = await pages.evidence.one(params.evidence, caller.within)
      if (!found.ok) return { refused: found.error }
      const { raw, bytes, file } = found.value
      const stream = await blobs.open(raw)
      if (stream === undefined) {
        const by = await noticesOf(deps.store).of(raw)
        return { refused: { kind: "evidence-gone", evidence: params.evidence, by } }
      }
      return {
        bytes: stream,
        mediaType: "application/octet-stream",
        headers: {
          "content-length": String(bytes),
          "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.split(/[/\\]/).at(-1) ?? "report")}`,
          "x-promotrail-digest": raw,
        },
      }
    }),
  ]
}
