import { routes } from "@promotrail/contract"
import { renderMatrixSvg } from "@promotrail/core"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** Releases, their matrix and the numbers in it. */
export function releaseHandlers({ releases, pages }: Services): readonly Handler[] {
  return [
    handle(routes.registerRelease, async ({ params, body, caller }) => {
      const registered = await releases.register({ application: params.application, ...body }, caller)
      if (!registered.ok) return { refused: registered.error }
      const release = await pages.releases.one(params.application, body.version)
      if (!release.ok) return { refused: release.error }
      const { already } = registered.value
      return already ? { status: 200, body: { ...release.value, already } } : { status: 201, body: release.value }
    }),
    handle(routes.listReleases, async ({ params, query }) => {
      const listed = await pages.releases.list(params.application, query.after, query.limit)
      return listed.ok ? { status: 200, body: listed.value } : { refused: listed.error }
    }),
    handle(routes.getRelease, async ({ params }) => {
      const release = await pages.releases.one(params.application, params.release)
      return release.ok ? { status: 200, body: release.value } : { refused: release.error }
    }),
    handle(routes.blockRelease, async ({ params, body, caller }) => {
      const blocked = await releases.block(params.application, params.release, body.reason, caller)
      if (!blocked.ok) return { refused: blocked.error }
      const release = await pages.releases.one(params.application, params.release)
      return release.ok ? { status: 200, body: release.value } : { refused: release.error }
    }),
    handle(routes.unblockRelease, async ({ params, body, caller }) => {
      const lifted = await releases.unblock(params.application, params.release, body.reason, caller)
      if (!lifted.ok) return { refused: lifted.error }
      const release = await pages.releases.one(params.application, params.release)
      return release.ok ? { status: 200, body: release.value } : { refused: release.error }
    }),
    handle(routes.getMatrix, async ({ params, caller }) => {
      const matrix = await pages.matrix(params.application, params.release, caller.actor.name)
      return matrix.ok ? { status: 200, body: matrix.value } : { refused: matrix.error }
    }),
    handle(routes.getMatrixSvg, async ({ params, caller }) => {
      const matrix = await pages.matrix(params.application, params.release, caller.actor.name)
      if (!matrix.ok) return { refused: matrix.error }
      return { bytes: renderMatrixSvg(matrix.value.view), mediaType: "image/svg+xml; charset=utf-8" }
    }),
    handle(routes.getCell, async ({ params, query }) => {
      const cell = await pages.cell({ ...params, ...query })
      return cell.ok ? { status: 200, body: cell.value } : { refused: cell.error }
    }),
    handle(routes.getReportCell, async ({ params, query }) => {
      const cell = await pages.reportCell({ ...params, ...query })
      return cell.ok ? { status: 200, body: cell.value } : { refused: cell.error }
    }),
  ]
}
