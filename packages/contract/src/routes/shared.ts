import { z } from "zod"
import { Application_, Release_, Text_ } from "../names.ts"

/** Parameters of whatever belongs to an application. */
export const ofApplication = z.object({ application: Application_ })
/** Parameters of whatever belongs to a release. */
export const ofRelease = z.object({ application: Application_, release: Release_ })
/** `after` is the `next` of the page before. */
export const paging = {
  after: z
    .string()
    .regex(/^\d{1,15}$/, "must be the `next` of the page before")
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
}
/** Why somebody does something, in their words. */
export const reason = Text_(1000)
/** Whether inputs are made again, which takes as long as walking through the ledger does. */
export const Deep_ = z.enum(["true", "false"]).default("false")
