/** Differences told per table; more are counted only. */
const TOLD = 10

/** What was found while comparing, table by table. */
export class Findings {
  private readonly tables = new Map<string, { rows: number; differences: string[]; untold: number }>()

  /** That a table was looked at, and how many of its rows. */
  looked(table: string, rows: number): void {
    this.of(table).rows += rows
  }

  differs(table: string, what: string): void {
    const found = this.of(table)
    if (found.differences.length < TOLD) found.differences.push(what)
    else found.untold++
  }

  list(): { readonly table: string; readonly rows: number; readonly differences: readonly string[] }[] {
    return [...this.tables].map(([table, { rows, differences, untold }]) => ({
      table,
      rows,
      differences: untold === 0 ? differences : [...differences, `and ${untold} more`],
    }))
  }

  private of(table: string): { rows: number; differences: string[]; untold: number } {
    const known = this.tables.get(table)
    if (known !== undefined) return known
    const fresh = { rows: 0, differences: [], untold: 0 }
    this.tables.set(table, fresh)
    return fresh
  }
}
