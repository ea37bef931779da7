import type { CoverageReport } from "./coverage-report.ts"

const FILE = 2 ** 31
const MOST = 2 ** 24

/**
 * Branches that a report counts by line, "1 of 2". Of a line that is told again (as part of another class, of another
 * method) the most that is said holds: the branches are the same ones.
 */
export class LineBranches {
  private readonly lines = new Map<number, number>()

  mark(file: number, line: number, covered: number, total: number): void {
    const key = file * FILE + line
    const known = this.lines.get(key) ?? 0
    const knownTotal = known % MOST
    const most = Math.max(knownTotal, Math.min(total, MOST - 1))
    const mostCovered = Math.max((known - knownTotal) / MOST, Math.min(covered, MOST - 1))
    this.lines.set(key, mostCovered * MOST + most)
  }

  addTo(report: CoverageReport): void {
    for (const [key, counted] of this.lines) {
      const total = counted % MOST
      report.add(Math.floor(key / FILE), "branch", (counted - total) / MOST, total)
    }
  }
}
