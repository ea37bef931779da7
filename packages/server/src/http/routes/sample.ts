import { routes } from "@promotrail/contract"
import { createReadStream } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** The sample application's plan and files; loading it goes through the ordinary API. */
export function sampleHandlers({ sampleFolder }: Services): readonly Handler[] {
  return [
    handle(routes.getSample, async () => ({
      status: 200,
      body: JSON.parse(await readFile(join(sampleFolder, "plan.json"), "utf8")) as never,
    })),
    handle(routes.getSampleFile, async ({ params }) => {
      const path = join(sampleFolder, params.file)
      const found = await stat(path).catch(() => undefined)
      if (found?.isFile() !== true) return { refused: { kind: "not-found", what: "sample file", id: params.file } }
      return { bytes: createReadStream(path), mediaType: "application/octet-stream" }
    }),
  ]
}
