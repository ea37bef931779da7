import { expect, test } from "vitest"
import { VSA_PREDICATE_TYPE } from "../attest/vsa.ts"
import { CONTROLS, FRAMEWORKS } from "./controls.ts"
import { PREDICATES } from "./predicate-types.ts"

test("every control names records there are, and says what is not covered", () => {
  const known: readonly string[] = [...Object.values(PREDICATES), VSA_PREDICATE_TYPE]
  for (const { id, records, gaps, asks } of CONTROLS) {
    expect(
      records.filter((predicate) => !known.includes(predicate)),
      id,
    ).toStrictEqual([])
    expect(new Set(records).size, id).toBe(records.length)
    for (const text of [gaps, asks]) expect(text, id).toMatch(/^[A-Z].*\.$/)
  }
})

test("a control stands once, under its framework, and frameworks in their order", () => {
  expect(new Set(CONTROLS.map(({ id }) => id)).size).toBe(CONTROLS.length)
  expect([...new Set(CONTROLS.map(({ framework }) => framework))]).toStrictEqual([...FRAMEWORKS])
  const order = CONTROLS.map(({ framework }) => FRAMEWORKS.indexOf(framework))
  expect(order).toStrictEqual(order.toSorted((a, b) => a - b))
})

test.for([
  ["SOC 2", ["CC6.1", "CC6.3", "CC6.8", "CC7.1", "CC7.2", "CC8.1"]],
  ["ISO 27001:2022", ["A.5.3", "A.8.15", "A.8.25", "A.8.29", "A.8.31", "A.8.32"]],
  ["PCI DSS 4.0.1", ["6.5.1", "6.5.2", "6.5.3", "6.5.4", "6.5.5", "6.5.6"]],
  ["NIST 800-53", ["CM-3", "CM-3(2)", "CM-5", "AU-9", "AU-9(3)", "AU-10", "SI-7"]],
  ["NIST SSDF", ["PO.3.3", "PS.2.1", "PS.3.1", "PS.3.2", "PW.7", "PW.8", "RV.1"]],
] as const)("%s has the controls that auditors of changes ask for", ([framework, ids]) => {
  expect(CONTROLS.filter((control) => control.framework === framework).map(({ id }) => id)).toStrictEqual(ids)
})
