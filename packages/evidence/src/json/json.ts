/** A parsed JSON value. Read its members through the functions below: a file may name its keys `constructor`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/** Where a value stands in the raw file. */
export type JsonPlace = {
  /** The line where the value begins, from 1. */
  readonly at: number
  /** Its JSON pointer (RFC 6901); "" is the whole document. */
  readonly pointer: string
  /** The last step of the pointer, unescaped: the key or position that leads to the value. */
  readonly key: string
}

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const isJsonList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** The value at a path of keys and array positions; undefined where the path leaves the value. Own members only. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let here = value
  for (const step of path) {
    if (typeof here !== "object" || here === null) return undefined
    if (!Object.hasOwn(here, step)) return undefined
    here = (here as Readonly<Record<string | number, Json>>)[step]
  }
  return here
}

/** The text at a path; "" where there is none. */
export function text(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path)
  return typeof found === "string" ? found : ""
}

/** The finite number at a path, also where it is written as text; undefined where there is none. */
export function number(value: Json | undefined, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path)
  if (typeof found === "number") return found
  if (typeof found !== "string" || !/^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?\s*$/.test(found)) return undefined
  const read = Number(found)
  return Number.isFinite(read) ? read : undefined
}

/** The boolean at a path; undefined where there is none. */
export function truth(value: Json | undefined, ...path: readonly (string | number)[]): boolean | undefined {
  const found = at(value, ...path)
  return typeof found === "boolean" ? found : undefined
}

/** The array at a path; empty where there is none. To tell "none" from "empty" look with `at`. */
export function list(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path)
  return isJsonList(found) ? found : []
}

/** Keys and values of the object at a path; empty where there is none. */
export function entries(value: Json | undefined, ...path: readonly (string | number)[]): readonly [string, Json][] {
  const found = at(value, ...path)
  return isJsonObject(found) ? Object.entries(found) : []
}

/** Whether an object has all of these members. */
export function has(value: Json | undefined, ...keys: readonly string[]): boolean {
  return isJsonObject(value) && keys.every((key) => Object.hasOwn(value, key))
}
