import { MAX_EXPRESSION, readGateExpression } from "../expressions/gate-expression.ts"
import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { printable, quoted } from "./policy-mistake.ts"
import { described, mapOf, mapping, refined, type Shape } from "./policy-shape.ts"
import { text } from "./policy-values.ts"

/** A condition in CEL; it is read where it is written, so that no gate meets one that cannot be. */
const expression: Shape<string> = refined(
  text('an expression such as "input.coverage.exit.counts.flaky == 0"', MAX_EXPRESSION),
  {},
  (written, tree, reading) => {
    const read = readGateExpression(written)
    if (read.ok) return written
    const { line, column, why } = read.error
    const where = line === 1 && column === 1 ? "" : `, at ${line}:${column} of it`
    const said = `${quoted(tree.name)} is no expression that can be asked${where}: ${printable(why)}.`
    return reading.mistake("bad-expression", tree, said)
  },
)

const NAME = "^[a-z][a-z0-9-]{0,39}$"

/** What a condition is called. */
const name: Shape<string> = refined(text("a name", 40), { pattern: NAME }, (one, tree, reading) =>
  new RegExp(NAME).test(one)
    ? one
    : reading.mistake(
        "bad-name",
        tree,
        `${quoted(one)} is no name of a condition. Write a lower-case letter, then up to 39 of a-z, 0-9 and -: no-flaky-tests.`,
      ),
)

const written = mapping(
  "`cel`",
  {
    expressions: described(
      mapOf(name, expression, { min: 1, max: 50 }),
      "Conditions over `input`, what the gate saw, by a name of your choice. Each is a check that passes only where it is true.",
    ),
  },
  commonKeys,
)

/** `cel`: conditions of one's own. */
export const celCheck: CheckReader = checkReader(written, (read) => [
  {
    kind: "cel",
    ...baseOf(read),
    parameters: { expressions: read.expressions.map(([name, condition]) => ({ name, expression: condition })) },
  },
])
