import {
  namePattern,
  type ApplicationName,
  type CategoryName,
  type Digest,
  type EnvironmentName,
  type Instant,
  type LaneName,
  type ReleaseVersion,
} from "@promotrail/core"
import { z } from "zod"

// Parsed here, at the door: behind it these are the domain's own types.
const named = <T extends string>(kind: Parameters<typeof namePattern>[0], id: string) =>
  z.string().regex(namePattern(kind), `is not a valid ${kind} name`).meta({ id }) as unknown as z.ZodType<T, string>

export const Application_ = named<ApplicationName>("application", "ApplicationName")
export const Environment_ = named<EnvironmentName>("environment", "EnvironmentName")
export const Release_ = named<ReleaseVersion>("release", "ReleaseVersion")
export const Category_ = named<CategoryName>("category", "CategoryName")
export const Lane_ = named<LaneName>("lane", "LaneName")
export const Digest_ = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 lower-case hex digits")
  .meta({ id: "Digest" }) as unknown as z.ZodType<Digest, string>
export const Instant_ = z.iso.datetime().meta({ id: "Instant" }) as unknown as z.ZodType<Instant, string>
export const Ulid_ = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "is not an id")
  .meta({ id: "Ulid" })
/** Words that something is looked for by, and that every storage can hold: bounded, whole characters, no controls. */
export const Sought_ = (most: number) =>
  z
    .string()
    .max(most)
    // oxlint-disable-next-line no-control-regex
    .regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/, "must not hold control characters")
    .refine((text) => text.isWellFormed(), "must be whole characters")
/** Words by people: the same, and never empty. */
export const Text_ = (most: number) => Sought_(most).min(1)
export const Verdict_ = z.enum(["allow", "deny", "hold", "error"])
