import { celUint, isCelList, isCelMap, isCelType, isCelUint, type CelInput, type CelValue } from "@bufbuild/cel"
import { compileCel } from "@promotrail/core"
import { filesBelow, readVectors, type VectorCase } from "./case.ts"

/** A value in the JSON form of protocol buffers (google/cel-spec, `cel.expr.Value`). */
type ProtoValue = {
  readonly int64Value?: string
  readonly uint64Value?: string
  readonly doubleValue?: number | string
  readonly stringValue?: string
  readonly bytesValue?: string
  readonly boolValue?: boolean
  readonly nullValue?: null
  readonly typeValue?: string
  readonly listValue?: { readonly values?: readonly ProtoValue[] }
  readonly mapValue?: { readonly entries?: readonly { readonly key: ProtoValue; readonly value: ProtoValue }[] }
}
type Row = {
  readonly file: string
  readonly section: string
  readonly name: string
  readonly expr: string
  readonly bindings?: Readonly<Record<string, { readonly value: ProtoValue }>>
  readonly value?: ProtoValue
  readonly evalError?: unknown
}

/** Expressions with what must come of each: a value of a type, or an error. */
export function celCases(): readonly VectorCase[] {
  return filesBelow("cel").flatMap((file) =>
    readVectors<readonly Row[]>("cel", file).map((row) => ({
      name: `cel/${file}: ${row.file} ${row.section} ${row.name}`,
      run: () => ({ said: cameOf(row), expected: row.evalError === undefined ? asIs(row.value) : "an error" }),
    })),
  )
}

function cameOf({ expr, bindings = {} }: Row): unknown {
  const program = compileCel(expr)
  if (!program.ok) return "an error"
  const variables = Object.entries(bindings).map(([name, { value }]) => [name, inputOf(value)])
  const value = program.value.evaluate(Object.fromEntries(variables) as Readonly<Record<string, CelInput>>)
  return value.ok ? told(value.value) : "an error"
}

/** What a vector binds or expects, as the evaluator takes it. */
function inputOf(value: ProtoValue = { boolValue: true }): CelInput {
  if (value.int64Value !== undefined) return BigInt(value.int64Value)
  if (value.uint64Value !== undefined) return celUint(BigInt(value.uint64Value))
  if (value.doubleValue !== undefined) return Number(value.doubleValue)
  if (value.stringValue !== undefined) return value.stringValue
  if (value.boolValue !== undefined) return value.boolValue
  if (value.bytesValue !== undefined) return Uint8Array.from(Buffer.from(value.bytesValue, "base64"))
  if (value.listValue !== undefined) return (value.listValue.values ?? []).map(inputOf)
  if (value.mapValue === undefined) return null
  return new Map((value.mapValue.entries ?? []).map(({ key, value: held }) => [inputOf(key) as string, inputOf(held)]))
}

/** A value with its type, so that two are equal only if both are: 1 is not 1.0, and NaN is NaN. */
function told(value: CelValue | CelInput): unknown {
  if (typeof value === "bigint") return `int ${value}`
  if (isCelUint(value)) return `uint ${value.value}`
  // JSON has lost the sign of zero, and CEL sees none either.
  if (typeof value === "number") return `double ${value === 0 ? 0 : value}`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("base64")}`
  if (isCelType(value)) return `type ${value.name}`
  if (Array.isArray(value) || isCelList(value)) return [...(value as Iterable<CelValue>)].map(told)
  if (value instanceof Map || isCelMap(value)) {
    const entries = [...(value as Iterable<readonly [CelValue, CelValue]>)]
    return { map: entries.map(([key, held]) => JSON.stringify([told(key), told(held)])).toSorted() }
  }
  return value
}

const asIs = (value: ProtoValue | undefined): unknown =>
  value?.typeValue === undefined ? told(inputOf(value)) : `type ${value.typeValue}`
