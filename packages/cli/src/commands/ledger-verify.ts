import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { JSON_LINES } from "../flags.ts"
import { plainLine } from "../output/terminal.ts"

/** `promotrail ledger verify`: 0 only when everything agrees. */
export const ledgerVerify = command({
  flags: { json: JSON_LINES },
  about: [
    "The server makes every record of its signed log again, checks every signature and the root, rebuilds its state from the events and reads every kept file.",
    "Exits 0 only when all of it agrees, else 65.",
  ],
  async run({ values, settings, terminal }) {
    const { body, text } = await connect(settings, terminal).call("verifyLedger", { slow: true })
    const exit = body.agrees ? EXIT.done : EXIT.refused
    const { out, paint } = terminal
    if (values.json) {
      out(text)
      return exit
    }
    const mark = (isGood: boolean): string => (isGood ? paint.good("✓") : paint.bad("✗"))
    out(`${body.agrees ? paint.good("✓ agrees") : paint.bad("✗ does not agree")}  ${plainLine(body.says)}`)
    const isRoot = body.root === body.recomputedRoot && body.firstBroken === null && body.firstBrokenRecord === null
    out(`    ${mark(isRoot)} log ${plainLine(body.origin)}`)
    out(`        root of ${body.records} records: ${plainLine(body.root)}`)
    if (!isRoot) {
      out(`        recomputed: ${plainLine(body.recomputedRoot)}`)
      if (body.firstBroken !== null) out(`        first broken entry: ${body.firstBroken}`)
      if (body.firstBrokenRecord !== null) out(`        first broken record: ${body.firstBrokenRecord}`)
    }
    for (const { table, rows, differences } of body.state) {
      out(`    ${mark(differences.length === 0)} ${plainLine(table)}: ${rows} rows rebuilt from the events`)
      for (const difference of differences) out(`        ${plainLine(difference)}`)
    }
    for (const [name, { checked, broken }] of [
      ["objects", body.objects] as const,
      ["raw files", body.evidence] as const,
    ]) {
      out(`    ${mark(broken.length === 0)} ${name}: ${checked} checked`)
      for (const which of broken) out(`        broken: ${plainLine(which)}`)
    }
    return exit
  },
})
