/** Flags that several verbs share. The first three can also come from the pipeline and from `.promotrail.yaml`. */
export const APP = { type: "string", value: "NAME", about: "the application" } as const
export const RELEASE = { type: "string", value: "VERSION", about: "the release, such as v2.5.0" } as const
export const ENVIRONMENT = { type: "string", value: "NAME", about: "the environment" } as const
export const JSON_LINES = { type: "boolean", about: "print what the server said, as JSON" } as const
export const REASON = { type: "string", value: "TEXT", required: true, about: "why; it is recorded" } as const

/** Where the server is; every verb that asks one has it. */
export const URL_FLAG = { type: "string", value: "URL", about: "the server (else PROMOTRAIL_URL)" } as const
